using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>
/// What a framework wants: the whole, for all its roles, so that the newest one the allocator has seen is all that counts.
/// </summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.FrameworkDemand")]
public sealed record FrameworkDemand
{
    /// <summary>The framework, with its id, roles, capabilities and least amounts.</summary>
    [Id(0)]
    public required FrameworkInfo Framework { get; init; }

    /// <summary>Rises with each change, over activations of the framework's grain too.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>True while the scheduler is connected.</summary>
    [Id(2)]
    public required bool Active { get; init; }

    /// <summary>Rises with each disconnection: one that came and went unseen has ended the filters all the same.</summary>
    [Id(3)]
    public long Session { get; init; }

    /// <summary>Roles that take no offers.</summary>
    [Id(4)]
    public IReadOnlyList<string> Suppressed { get; init; } = [];

    /// <summary>Constraints on agents, if any.</summary>
    [Id(5)]
    public OfferConstraints? Constraints { get; init; }

    /// <summary>How often each role was revived; a missing role never was.</summary>
    [Id(6)]
    public IReadOnlyDictionary<string, long> Revives { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Offers of the addressed role that the framework has, those included that it is accepting right now. Not part of
    /// what <see cref="Sequence"/> numbers.
    /// </summary>
    [Id(7)]
    public required IReadOnlyList<string> Offers { get; init; }

    /// <summary>Agents of which the framework has an inverse offer. Not part of what <see cref="Sequence"/> numbers.</summary>
    [Id(8)]
    public IReadOnlyList<string> InverseOffers { get; init; } = [];
}
