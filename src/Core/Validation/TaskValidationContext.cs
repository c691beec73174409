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

    /// <summary>What an id of the framework stands for, so far as the agent knows.</summary>
    public required Func<string, TaskIdUse> UseOf { get; init; }

    /// <summary>True when the task's executor runs on the agent already: its resources are not taken again.</summary>
    public required bool IsExecutorKnown { get; init; }

    /// <summary>How the executor that runs was described, or null when that is not known.</summary>
    public ExecutorInfo? KnownExecutor { get; init; }

    /// <summary>Whether the tasks that run under the executor share its cgroups; null when none runs.</summary>
    public bool? SharesCgroups { get; init; }

    /// <summary>Whether the agent can hold tasks to limits.</summary>
    public required bool CanLimit { get; init; }
}
