using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using CheckpointResources = MesosOrleans.Protocol.AgentLink.CheckpointResources;

namespace MesosOrleans.AgentNode.Volumes;

/// <summary>
/// The dynamic reservations and persistent volumes of this agent: remembered on disk, made and destroyed as a silo says.
/// A change is written down whole, then carried out, then becomes the state: whenever the process dies, the next one
/// finishes it or has never heard of it. A volume is destroyed only when it is named as destroyed, in a change that
/// follows the very set that this node has. Facts: agent.md 10, 11; resources.md 16.
/// </summary>
internal sealed class NodeResources(AgentLayout layout, IdFactory ids, ILogger<NodeResources> logger)
{
    private readonly VolumeDisk _disk = new(ids, logger);
    private volatile CheckpointResources? _state;
    private volatile ResourceSet _kept = ResourceSet.Empty;
    private volatile ResourceSet _total = ResourceSet.Empty;
    private ResourceSet _configured = ResourceSet.Empty;

    public VolumeLayout Layout { get; } = new(layout.WorkDirectory);

    /// <summary>What this node has, for silos; null before it was ever told.</summary>
    public Checkpoint? Checkpoint => _state is { } state ? new Checkpoint { Id = state.Id, Resources = { state.Resources } } : null;

    /// <summary>The reservations and volumes.</summary>
    public ResourceSet Kept => _kept;

    /// <summary>Everything this agent has, reservations and volumes included.</summary>
    public ResourceSet Total => _total;

    /// <summary>Completes when everything that was destroyed so far is off the disk.</summary>
    public Task Cleared => _disk.Cleared;

    /// <summary>Reads what an earlier process remembered and finishes what it began. Called once, before anything else.</summary>
    /// <param name="configured">The agent's resources as its flags say.</param>
    /// <exception cref="RecoveryException">A file is damaged, or the agent has too little for what it remembers.</exception>
    public void Recover(IReadOnlyCollection<Resource> configured)
    {
        _configured = ResourceSet.FromProto(configured);
        _total = _configured;
        if (Read(layout.CheckpointTargetPath) is { } target)
        {
            VolumeMessages.Finishing(logger);
            CarryOut(target);
        }
        else if (Read(layout.CheckpointStatePath) is { } state)
        {
            Become(state);
        }

        _disk.Clear(Layout.Trashes(configured.Concat(_state?.Resources ?? [])));
    }

    /// <summary>Takes a change over. When this returns, it is durable and done, or not taken at all.</summary>
    /// <exception cref="IOException">The disk refused; the state is the old one.</exception>
    public void Apply(CheckpointResources change)
    {
        if (!change.HasId || change.Id == _state?.Id)
        {
            // Done already: the acknowledgement was lost.
            return;
        }

        if ((change.HasBaseId ? change.BaseId : null) != _state?.Id)
        {
            VolumeMessages.OutOfLine(logger);
            return;
        }

        if (CheckpointedResources.TryApply(_configured, ResourceSet.FromProto(change.Resources), out _) is { } incompatible)
        {
            throw new IOException($"Reservations and volumes that this agent has no room for were not taken over: {incompatible}");
        }

        var record = new CheckpointRecord(CheckpointRecordKind.Resources, Google.Protobuf.MessageExtensions.ToByteArray(change));
        AtomicFile.Write(layout.CheckpointTargetPath, CheckpointCodec.Encode(record), flush: true);
        CarryOut(change);
    }

    /// <summary>Whether all reservations and volumes that some resources come from are known here.</summary>
    /// <param name="resources">What tasks or executors are to hold.</param>
    public bool Knows(IEnumerable<Resource> resources)
    {
        var needed = CheckpointedResources.Select(ResourceSet.FromProto(resources).Unallocate());
        return needed.IsEmpty || (_kept.Contains(needed.NonShared) && _kept.Contains(needed.Shared.SharedOnce()));
    }

    private void CarryOut(CheckpointResources change)
    {
        foreach (var place in change.Destroyed.Select(Layout.Find).OfType<VolumePlace>())
        {
            _disk.Destroy(place);
            VolumeMessages.Destroyed(logger, place.Key.PersistenceId, place.Key.Role);
        }

        foreach (var place in change.Resources.Select(Layout.Find).OfType<VolumePlace>())
        {
            Create(place);
        }

        Become(change);
        File.Move(layout.CheckpointTargetPath, layout.CheckpointStatePath, overwrite: true);
    }

    private void Become(CheckpointResources state)
    {
        var kept = ResourceSet.FromProto(state.Resources);
        if (CheckpointedResources.TryApply(_configured, kept, out var total) is { } incompatible)
        {
            throw new RecoveryException(
                $"{incompatible}. This agent remembers reservations and volumes that its resources have no room for: "
                + "start it with what it had");
        }

        _state = state;
        _kept = kept;
        _total = total;
    }

    // A launch makes it again or fails: one bad disk must not hold up the others.
    private void Create(VolumePlace place)
    {
        try
        {
            VolumeDisk.Create(place);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            VolumeMessages.NotCreated(logger, place.Directory, place.Key.PersistenceId, exception.Message);
        }
    }

    private static CheckpointResources? Read(string path)
    {
        if (!File.Exists(path) || new System.IO.FileInfo(path).Length == 0)
        {
            return null;
        }

        var content = CheckpointCodec.Decode(File.ReadAllBytes(path));
        try
        {
            return content.First(CheckpointRecordKind.Resources) is { } payload
                ? CheckpointResources.Parser.ParseFrom(payload.Span)
                : throw new RecoveryException($"Checkpoint '{path}' is damaged");
        }
        catch (Google.Protobuf.InvalidProtocolBufferException exception)
        {
            throw new RecoveryException($"Checkpoint '{path}' is damaged: {exception.Message}");
        }
    }
}
