namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What the allocator knows at one moment, for listings, metrics, and checks of quota.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AllocatorSnapshot")]
public sealed record AllocatorSnapshot
{
    /// <summary>Non-revocable scalars of all registered agents, disconnected ones included; in thousandths by name.</summary>
    [Id(0)]
    public required IReadOnlyDictionary<string, long> Capacity { get; init; }

    /// <summary>Roles that the allocator has a reason to know, ancestors included.</summary>
    [Id(1)]
    public required IReadOnlyDictionary<string, RoleSnapshot> Roles { get; init; }

    /// <summary>Metrics of the allocator by Mesos's names.</summary>
    [Id(2)]
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>True while nothing is offered because agents are awaited after a restart.</summary>
    [Id(3)]
    public bool IsRecovering { get; init; }

    /// <summary>Runs so far.</summary>
    [Id(4)]
    public long Runs { get; init; }

    /// <summary>Offers that are out.</summary>
    [Id(5)]
    public int OffersOut { get; init; }
}
