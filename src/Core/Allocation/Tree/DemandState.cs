using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What a framework wants of all its roles; the newest is all that counts.</summary>
/// <param name="Framework">The framework with its id.</param>
/// <param name="Sequence">Rises with each change.</param>
public sealed record DemandState(FrameworkInfo Framework, long Sequence)
{
    /// <summary>True while its scheduler is connected.</summary>
    public bool Active { get; init; } = true;

    /// <summary>Rises with each disconnection.</summary>
    public long Session { get; init; }

    /// <summary>Roles that take no offers.</summary>
    public IReadOnlyList<string> Suppressed { get; init; } = [];

    /// <summary>Constraints on agents, if any.</summary>
    public OfferConstraints? Constraints { get; init; }

    /// <summary>How often each role was revived.</summary>
    public IReadOnlyDictionary<string, long> Revives { get; init; } = new Dictionary<string, long>();

    /// <summary>Agents of which it has an inverse offer; not part of what the sequence numbers.</summary>
    public IReadOnlyList<string> InverseOffers { get; init; } = [];

    /// <summary>The framework's id.</summary>
    public string Id => Framework.Id.Value;

    /// <summary>True when the allocator's description of the framework follows from the same words.</summary>
    internal bool Describes(DemandState other) =>
        (ReferenceEquals(Framework, other.Framework) || Framework.Equals(other.Framework))
        && Suppressed.SequenceEqual(other.Suppressed) && Equals(Constraints, other.Constraints);
}
