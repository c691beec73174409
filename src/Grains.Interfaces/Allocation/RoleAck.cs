namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>A role's answer to its part of a batch.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RoleAck")]
public sealed record RoleAck
{
    /// <summary>The role.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>Life of the role's allocator that has the offers.</summary>
    [Id(1)]
    public required long Epoch { get; init; }

    /// <summary>False when the role had seen a newer batch, or a newer root: its part of the batch is void.</summary>
    [Id(2)]
    public required bool Taken { get; init; }
}
