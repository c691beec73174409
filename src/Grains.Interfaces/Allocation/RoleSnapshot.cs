namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>A role at one moment; amounts are of its subtree, in thousandths by name, and count scalars.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RoleSnapshot")]
public sealed record RoleSnapshot
{
    /// <summary>What counts against quota: launched unreserved non-revocable amounts, and all reservations.</summary>
    [Id(0)]
    public required IReadOnlyDictionary<string, long> Consumed { get; init; }

    /// <summary>Offered or allocated.</summary>
    [Id(1)]
    public required IReadOnlyDictionary<string, long> OfferedOrAllocated { get; init; }

    /// <summary>Reserved on all agents, in use or not.</summary>
    [Id(2)]
    public required IReadOnlyDictionary<string, long> Reserved { get; init; }

    /// <summary>How many frameworks are subscribed to it or hold something under it.</summary>
    [Id(3)]
    public int Frameworks { get; init; }

    /// <summary>Weight against its siblings.</summary>
    [Id(4)]
    public double Weight { get; init; } = 1;
}
