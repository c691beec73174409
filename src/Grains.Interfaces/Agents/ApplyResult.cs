using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>What came of the operations.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.ApplyResult")]
public sealed record ApplyResult
{
    /// <summary>Statuses of tasks that were refused (TASK_ERROR, TASK_LOST, ...), without uuid.</summary>
    [Id(0)]
    public IReadOnlyList<TaskStatus> Refused { get; init; } = [];

    /// <summary>Outcomes of operations that carried an id, without uuid.</summary>
    [Id(1)]
    public IReadOnlyList<OperationStatus> Operations { get; init; } = [];

    /// <summary>What the launched tasks hold of the offers.</summary>
    [Id(2)]
    public IReadOnlyList<Resource> Used { get; init; } = [];

    /// <summary>Tasks that were launched.</summary>
    [Id(3)]
    public IReadOnlyList<string> Launched { get; init; } = [];

    /// <summary>Version of the agent's ledger after this; its reports to the allocator carry the same number.</summary>
    [Id(4)]
    public long LedgerVersion { get; init; }

    /// <summary>Epoch that <see cref="LedgerVersion"/> belongs to.</summary>
    [Id(5)]
    public long LedgerEpoch { get; init; }
}
