using Google.Protobuf;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging.Abstractions;
using CheckpointResources = MesosOrleans.Protocol.AgentLink.CheckpointResources;

namespace MesosOrleans.AgentNode.Tests.Volumes;

/// <summary>What a node makes of a silo's word about its volumes, and what a crash leaves of it.</summary>
public sealed class NodeResourcesTests : IDisposable
{
    private static readonly Resource[] Configured = [.. ResourceSet.Parse("cpus:4;mem:1024;disk:1024").ToProto()];

    private readonly TemporaryDirectory _work = new();
    private readonly AgentLayout _layout;

    public NodeResourcesTests()
    {
        _layout = new AgentLayout(_work.Path);
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Volumes_come_and_go_as_the_silo_says()
    {
        var node = Start();
        Assert.Null(node.Checkpoint);
        node.Apply(Change(null, "1", [Given.Volume("a"), Given.Volume("b")]));
        Write("a");
        Write("b");
        Assert.Equal("1", node.Checkpoint!.Id.ToStringUtf8());
        Assert.True(node.Knows([Given.Volume("a")]));
        Assert.False(node.Knows([Given.Volume("c")]));
        Assert.Equal(1024, node.Total.Disk);

        node.Apply(Change("1", "2", [Given.Volume("b")], destroyed: [Given.Volume("a")]));
        Assert.False(Directory.Exists(DirectoryOf("a")));
        Assert.True(Has("b"));
        await node.Cleared;
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_work.Path, "volumes", "trash")));
    }

    [Fact]
    public void A_volume_that_is_only_missing_from_the_set_keeps_its_data()
    {
        var node = Start();
        node.Apply(Change(null, "1", [Given.Volume("a")]));
        Write("a");
        node.Apply(Change("1", "2", []));
        Assert.True(Has("a"));
    }

    [Fact]
    public void A_change_that_does_not_follow_the_nodes_own_set_does_nothing()
    {
        var node = Start();
        node.Apply(Change(null, "1", [Given.Volume("a")]));
        node.Apply(Change("1", "2", [Given.Volume("a"), Given.Volume("b")]));
        Write("a");
        // Repeated, from a line that is not this node's, and from a silo that never knew it.
        node.Apply(Change("1", "2", [], destroyed: [Given.Volume("a")]));
        node.Apply(Change("x", "y", [], destroyed: [Given.Volume("a")]));
        node.Apply(Change(null, "z", [], destroyed: [Given.Volume("a")]));
        Assert.True(Has("a"));
        Assert.Equal("2", node.Checkpoint!.Id.ToStringUtf8());
    }

    [Fact]
    public void A_volume_made_anew_is_empty()
    {
        var node = Start();
        node.Apply(Change(null, "1", [Given.Volume("a")]));
        Write("a");
        node.Apply(Change("1", "2", [Given.Volume("a")], destroyed: [Given.Volume("a")]));
        Assert.True(Directory.Exists(DirectoryOf("a")));
        Assert.False(Has("a"));
    }

    [Fact]
    public void A_disk_of_its_own_is_emptied_and_stays()
    {
        var root = Directory.CreateDirectory(_work.File("disk")).FullName;
        var volume = Given.Volume("a");
        volume.Disk.Source = new Resource.Types.DiskInfo.Types.Source
        {
            Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount,
            Mount = new Resource.Types.DiskInfo.Types.Source.Types.Mount { Root = root },
        };
        var disk = Given.Scalar("disk", 8);
        disk.Disk = new Resource.Types.DiskInfo { Source = volume.Disk.Source };
        var node = Start([disk]);
        node.Apply(Change(null, "1", [volume]));
        Directory.CreateDirectory(Path.Combine(root, "d", "e"));
        File.WriteAllText(Path.Combine(root, "d", "f"), "x");
        File.CreateSymbolicLink(Path.Combine(root, "link"), "/etc");
        node.Apply(Change("1", "2", [], destroyed: [volume]));
        Assert.Empty(Directory.GetFileSystemEntries(root));
        Assert.True(File.Exists("/etc/passwd"));
    }

    [Fact]
    public void The_set_survives_the_process()
    {
        Start().Apply(Change(null, "1", [Given.Volume("a")]));
        var next = Start();
        Assert.Equal("1", next.Checkpoint!.Id.ToStringUtf8());
        Assert.True(next.Knows([Given.Volume("a")]));
    }

    /// <summary>The process dies after each step of a change that destroys one volume and makes another.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_change_that_a_crash_interrupted_is_finished(int steps)
    {
        Start().Apply(Change(null, "1", [Given.Volume("a"), Given.Volume("b")]));
        Write("a");
        Write("b");
        var change = Change("1", "2", [Given.Volume("a"), Given.Volume("c")], destroyed: [Given.Volume("a"), Given.Volume("b")]);
        Crash(change, steps);

        var next = Start();
        var isTaken = steps > 0;
        Assert.Equal(isTaken ? "2" : "1", next.Checkpoint!.Id.ToStringUtf8());
        Assert.Equal(!isTaken, Has("a"));
        Assert.Equal(!isTaken, Has("b"));
        Assert.Equal(isTaken, Directory.Exists(DirectoryOf("c")));
        Assert.True(Directory.Exists(DirectoryOf("a")));
        await next.Cleared;
        Assert.False(File.Exists(_layout.CheckpointTargetPath));
        next.Apply(change);
        Assert.Equal("2", next.Checkpoint!.Id.ToStringUtf8());
    }

    [Fact]
    public void A_file_that_a_crash_left_half_written_counts_for_nothing()
    {
        Start().Apply(Change(null, "1", [Given.Volume("a")]));
        File.WriteAllText(_layout.CheckpointTargetPath + ".tmp", "half");
        File.WriteAllText(_layout.CheckpointTargetPath, "");
        Assert.Equal("1", Start().Checkpoint!.Id.ToStringUtf8());
    }

    [Fact]
    public void A_damaged_file_stops_the_node_before_it_says_that_it_has_nothing()
    {
        Start().Apply(Change(null, "1", [Given.Volume("a")]));
        var bytes = File.ReadAllBytes(_layout.CheckpointStatePath);
        bytes[20] ^= 0xff;
        File.WriteAllBytes(_layout.CheckpointStatePath, bytes);
        Assert.Throws<RecoveryException>(() => Start());
    }

    [Fact]
    public void An_agent_with_too_little_for_what_it_remembers_does_not_start()
    {
        Start().Apply(Change(null, "1", [Given.Volume("a")]));
        var exception = Assert.Throws<RecoveryException>(() => Start(ResourceSet.Parse("cpus:4").ToProto()));
        Assert.StartsWith("Incompatible agent resources: ", exception.Message, StringComparison.Ordinal);
    }

    private static CheckpointResources Change(
        string? from, string to, Resource[] resources, Resource[]? destroyed = null)
    {
        var change = new CheckpointResources
        {
            Id = ByteString.CopyFromUtf8(to),
            Resources = { resources },
            Destroyed = { destroyed ?? [] },
        };
        if (from is not null)
        {
            change.BaseId = ByteString.CopyFromUtf8(from);
        }

        return change;
    }

    private NodeResources Start(IReadOnlyCollection<Resource>? configured = null)
    {
        var node = new NodeResources(_layout, new IdFactory(), NullLogger<NodeResources>.Instance);
        node.Recover(configured ?? Configured);
        return node;
    }

    /// <summary>Does as much of a change as a process had done when it died.</summary>
    private void Crash(CheckpointResources change, int steps)
    {
        var record = new CheckpointRecord(CheckpointRecordKind.Resources, change.ToByteArray());
        AtomicFile.Write(steps > 0 ? _layout.CheckpointTargetPath : _layout.CheckpointTargetPath + ".tmp", CheckpointCodec.Encode(record));
        var disk = new VolumeDisk(new IdFactory(), NullLogger.Instance);
        var layout = new VolumeLayout(_work.Path);
        if (steps > 1)
        {
            disk.Destroy(layout.Find(change.Destroyed[0])!);
        }

        if (steps > 2)
        {
            disk.Destroy(layout.Find(change.Destroyed[1])!);
            VolumeDisk.Create(layout.Find(change.Resources[0])!);
        }
    }

    private string DirectoryOf(string id) => Path.Combine(_work.Path, "volumes", "roles", "gold", id);

    private void Write(string id) => File.WriteAllText(Path.Combine(DirectoryOf(id), "data"), id);

    private bool Has(string id) => File.Exists(Path.Combine(DirectoryOf(id), "data"));
}
