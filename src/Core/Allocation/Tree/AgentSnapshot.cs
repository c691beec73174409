using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An agent's ledger in sum, as the root of the allocator knows it.</summary>
public sealed record AgentSnapshot
{
    /// <summary>The agent, for offers.</summary>
    public required AgentInfo Info { get; init; }

    /// <summary>Address of its own HTTP endpoint.</summary>
    public required string Ip { get; init; }

    /// <summary>Rises with each registration.</summary>
    public required long Epoch { get; init; }

    /// <summary>Rises with each change within an epoch.</summary>
    public required long Version { get; init; }

    /// <summary>Everything it has, unallocated.</summary>
    public required ResourceSet Total { get; init; }

    /// <summary>What frameworks hold.</summary>
    public required IReadOnlyList<LedgerUse> Uses { get; init; }

    /// <summary>Executors by framework.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Executors { get; init; }

    /// <summary>False while nothing of it is to be offered.</summary>
    public required bool Active { get; init; }
}
