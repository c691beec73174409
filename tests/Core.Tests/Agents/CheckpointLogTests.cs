using CsCheck;
using Google.Protobuf;
using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tests.Resources;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Core.Tests.Agents;

public sealed class CheckpointLogTests
{
    private static readonly ResourceSet A = ResourceSet.Of(Samples.Disk(10, "r", id: "a"));
    private static readonly ResourceSet B = ResourceSet.Of(Samples.Disk(10, "r", id: "b"));
    private static readonly ResourceSet Reserved = Samples.Set("cpus(r):1");

    [Fact]
    public void A_node_that_is_behind_hears_what_was_destroyed_since()
    {
        var log = CheckpointLog.Empty
            .Add(Id(1), ResourceSet.Empty, A + B, [])
            .Add(Id(2), A + B, B, [])
            .Add(Id(3), B, Reserved, []);
        Assert.Equal(Id(3), log.Newest);
        Assert.All((byte[])[1, 2, 3], number => Assert.True(log.Knows(Node(number))));
        Assert.Equal(["a", "b"], Ids(log.DestroyedSince(Id(1))));
        Assert.Equal(["b"], Ids(log.DestroyedSince(Id(2))));
        Assert.Empty(log.DestroyedSince(Id(3)));
    }

    [Fact]
    public void A_set_that_is_not_in_the_log_is_the_nodes_own()
    {
        Assert.False(CheckpointLog.Empty.Knows(Node(1)));
        var older = CheckpointLog.Empty.Add(Id(1), ResourceSet.Empty, A, []);
        Assert.False(older.Knows(Node(2)));
        Assert.Empty(older.DestroyedSince(Id(2)));
        var adopted = CheckpointLog.StartingWith(Id(2));
        Assert.True(adopted.Knows(Node(2)));
        Assert.False(adopted.Knows(Node(1)));
        Assert.Empty(adopted.DestroyedSince(Id(2)));
    }

    [Fact]
    public void A_node_without_a_set_has_no_volume_to_lose()
    {
        var log = CheckpointLog.Empty.Add(Id(1), ResourceSet.Empty, A, []).Add(Id(2), A, ResourceSet.Empty, []);
        Assert.True(log.Knows(null));
        Assert.Empty(log.DestroyedSince(null));
    }

    [Fact]
    public void A_volume_made_anew_is_destroyed_although_it_is_in_the_set()
    {
        var log = CheckpointLog.Empty.Add(Id(1), ResourceSet.Empty, A, []).Add(Id(2), A, A, A.ToProto());
        Assert.Equal(["a"], Ids(log.DestroyedSince(Id(1))));
    }

    [Fact]
    public void Another_size_is_the_same_volume_and_another_role_is_not()
    {
        var grown = ResourceSet.Of(Samples.Disk(20, "r", id: "a"));
        Assert.Empty(CheckpointLog.Empty.Add(Id(1), A, grown, []).Steps[0].Destroyed);
        var other = ResourceSet.Of(Samples.Disk(10, "s", id: "a"));
        Assert.Equal(["a"], Ids(CheckpointLog.Empty.Add(Id(1), A, other, []).Steps[0].Destroyed));
    }

    [Fact]
    public void What_lies_before_the_node_is_forgotten_and_the_rest_is_bounded()
    {
        var log = CheckpointLog.Empty;
        for (var number = 0; number < CheckpointLog.StepsMax + 10; number++)
        {
            log = log.Add(Id((byte)number), ResourceSet.Empty, A, []);
        }

        Assert.Equal(CheckpointLog.StepsMax, log.Steps.Count);
        Assert.False(log.Knows(Node(9)));
        var trimmed = log.From(Node(20));
        Assert.True(trimmed.Knows(Node(20)));
        Assert.False(trimmed.Knows(Node(19)));
        Assert.Equal(log.Newest, trimmed.Newest);
    }

    /// <summary>Whatever happens, and whichever set the node has: no volume that it should still have is named destroyed.</summary>
    [Fact]
    public void No_volume_is_destroyed_that_was_not() => Gen.Int[0, 3].List[1, 20].Select(Gen.Int[0, 20]).Sample((choices, start) =>
    {
        ResourceSet[] sets = [ResourceSet.Empty, A, B, A + B];
        var log = CheckpointLog.Empty;
        var before = ResourceSet.Empty;
        for (var index = 0; index < choices.Count; index++)
        {
            log = log.Add(Id((byte)index), before, sets[choices[index]], []);
            before = sets[choices[index]];
        }

        var node = Math.Min(start, choices.Count - 1);
        var destroyed = Ids(log.DestroyedSince(Id((byte)node))).ToHashSet();
        foreach (var (name, set) in (ReadOnlySpan<(string, ResourceSet)>)[("a", A), ("b", B)])
        {
            var path = choices.Skip(node).Select(choice => sets[choice].Contains(set)).ToList();
            var wasDestroyed = path.Zip(path.Skip(1)).Any(pair => pair.First && !pair.Second);
            if (wasDestroyed != destroyed.Contains(name))
            {
                return false;
            }
        }

        return true;
    });

    private static ByteString Id(byte number) => ByteString.CopyFrom(number);

    private static Checkpoint Node(byte number) => new() { Id = Id(number) };

    private static IEnumerable<string> Ids(IEnumerable<Protocol.V1.Resource> volumes)
        => volumes.Select(volume => volume.Disk.Persistence.Id).Order();
}
