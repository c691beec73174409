using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>What the validity of a task depends on besides the task.</summary>
public sealed record TaskValidationContext
{
    /// <summary>The framework that launches it.</summary>
    public required FrameworkInfo Framework { get; init; }

    /// <summary>The agent of the offers.</summary>
    public required string AgentId { get; init; }

    /// <summary>What is left of the offers, allocated to their role.</summary>
    public required ResourceSet Remaining { get; init; }

    /// <summary>True for ids that a live task of the framework has.</summary>
    public required Func<string, bool> IsTaskIdInUse { get; init; }

    /// <summary>True when the task's executor runs on the agent already: its resources are not taken again.</summary>
    public required bool IsExecutorKnown { get; init; }
}
