namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>One cycle's agents for one role.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AssignBatch")]
public sealed record AssignBatch
{
    /// <summary>New with each activation of the root: pieces of an older epoch have ended.</summary>
    [Id(0)]
    public required long RootEpoch { get; init; }

    /// <summary>Rises with each batch within the root's epoch.</summary>
    [Id(1)]
    public required long Batch { get; init; }

    /// <summary>The pieces, in the order in which they are to be given.</summary>
    [Id(2)]
    public required IReadOnlyList<AgentPiece> Pieces { get; init; }

    /// <summary>Scalar totals of all agents, by name, in thousandths: the denominator of every share.</summary>
    [Id(3)]
    public required IReadOnlyDictionary<string, long> ClusterTotal { get; init; }

    /// <summary>What each framework of the role uses on all agents, by name, in thousandths; offers excluded.</summary>
    [Id(4)]
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Used { get; init; }
}
