using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>What a status says beside the state.</summary>
internal sealed record StatusDetails
{
    public static readonly StatusDetails None = new();

    public string? Message { get; init; }

    public TaskStatus.Types.Reason? Reason { get; init; }

    public TaskStatus.Types.Source Source { get; init; } = TaskStatus.Types.Source.Executor;

    public bool? Healthy { get; init; }

    public CheckStatusInfo? CheckStatus { get; init; }

    /// <summary>The resources whose limit was hit.</summary>
    public IReadOnlyList<Resource> LimitedResources { get; init; } = [];

    public static StatusDetails FromAgent(TaskStatus.Types.Reason reason, string message) => new()
    {
        Source = TaskStatus.Types.Source.Agent,
        Reason = reason,
        Message = message,
    };
}
