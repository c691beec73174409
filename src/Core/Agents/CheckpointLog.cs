using Google.Protobuf;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>
/// Which sets of reservations and volumes an agent's node may have on its disk, oldest first, and what each change
/// destroyed. It decides whose word counts when a node registers: a node whose set is in here is behind, and is told what
/// happened since. A node whose set is not in here knows more than this silo, whose storage is new, older than the node,
/// or of another line: what the node has is kept, and nothing of it is destroyed. Immutable, bounded.
/// </summary>
public sealed class CheckpointLog
{
    /// <summary>No set was ever given to the node.</summary>
    public static readonly CheckpointLog Empty = new([]);

    /// <summary>Most steps that are kept; a node that is further behind counts as unknown.</summary>
    public const int StepsMax = 64;

    private CheckpointLog(IReadOnlyList<CheckpointStep> steps) => Steps = steps;

    /// <summary>The steps, oldest first.</summary>
    public IReadOnlyList<CheckpointStep> Steps { get; }

    /// <summary>The newest set, or null.</summary>
    public ByteString? Newest => Steps.Count > 0 ? Steps[^1].Id : null;

    /// <summary>A log that was stored.</summary>
    public static CheckpointLog Of(IReadOnlyList<CheckpointStep> steps) => new(steps);

    /// <summary>A log that begins with what a node has.</summary>
    public static CheckpointLog StartingWith(ByteString id) => new([new CheckpointStep { Id = id }]);

    /// <summary>Adds a change.</summary>
    /// <param name="id">Random name of the set after the change.</param>
    /// <param name="before">The set before.</param>
    /// <param name="after">The set after.</param>
    /// <param name="destroyed">Volumes that operations destroyed meanwhile, even when they were made anew.</param>
    public CheckpointLog Add(ByteString id, ResourceSet before, ResourceSet after, IEnumerable<Resource> destroyed)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var left = Volumes(after.ToProto()).Select(VolumeKey.Of).ToHashSet();
        var gone = Volumes(before.ToProto()).Where(volume => !left.Contains(VolumeKey.Of(volume)));
        var step = new CheckpointStep
        {
            Id = id,
            Destroyed = { gone.Concat(Volumes(destroyed)).DistinctBy(VolumeKey.Of) },
        };
        return new CheckpointLog([.. Steps.Append(step).TakeLast(StepsMax)]);
    }

    /// <summary>Whether a node with this set, or with none, is one whose past is known here.</summary>
    public bool Knows(Checkpoint? reported) => reported is null || IndexOf(reported.Id) >= 0;

    /// <summary>Forgets what lies before the set that a node has.</summary>
    public CheckpointLog From(Checkpoint? reported)
        => reported is not null && IndexOf(reported.Id) is > 0 and var index ? new CheckpointLog([.. Steps.Skip(index)]) : this;

    /// <summary>All volumes that were destroyed after a set; none for a node that has no set, and so no volume.</summary>
    public IReadOnlyList<Resource> DestroyedSince(ByteString? id)
    {
        var index = id is null ? -1 : IndexOf(id);
        return index < 0
            ? []
            : [.. Steps.Skip(index + 1).SelectMany(step => step.Destroyed).DistinctBy(VolumeKey.Of)];
    }

    private int IndexOf(ByteString id)
    {
        for (var index = Steps.Count - 1; index >= 0; index--)
        {
            if (Steps[index].Id == id)
            {
                return index;
            }
        }

        return -1;
    }

    private static IEnumerable<Resource> Volumes(IEnumerable<Resource> resources)
        => resources.Where(resource => VolumeKey.Of(resource) is not null);
}
