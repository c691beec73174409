using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>One piece that came back, and what of it is now used.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.PieceEnd")]
public sealed record PieceEnd
{
    /// <summary>The piece.</summary>
    [Id(0)]
    public required long Piece { get; init; }

    /// <summary>Framework that had it.</summary>
    [Id(1)]
    public required string FrameworkId { get; init; }

    /// <summary>What its tasks use now; empty when all of it is free again.</summary>
    [Id(2)]
    public IReadOnlyList<Resource> Used { get; init; } = [];

    /// <summary>Version of the agent's ledger that first contains <see cref="Used"/>.</summary>
    [Id(3)]
    public long LedgerVersion { get; init; }
}
