using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>
/// The checks of a task in LAUNCH, in their order; the first that fails names the error (http-api.md 5.5). Resources
/// are in the internal form, allocated to the offer's role.
/// </summary>
public static class TaskValidator
{
    /// <summary>Why the task cannot be launched, or null.</summary>
    public static string? Validate(TaskInfo task, TaskValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(context);
        return ValidateCommon(task, context)
            ?? ValidateKind(task)
            ?? (task.Executor is null ? null : ValidateExecutor(task, task.Executor, context))
            ?? ValidateAmount(task, context)
            ?? (SharesCgroups(task) ? null : "Only tasks in a task group may have 'share_cgroups' set to 'false'");
    }

    /// <summary>Why an id cannot be used, or null.</summary>
    public static string? ValidateUse(string taskId, TaskIdUse use) => use switch
    {
        TaskIdUse.Live => $"Task has duplicate ID: {taskId}",
        TaskIdUse.Unreachable => $"Task reuses the ID of an unreachable task: {taskId}",
        _ => null,
    };

    /// <summary>Whether a task's container uses its executor's cgroups, as it does unless it says otherwise.</summary>
    public static bool SharesCgroups(ContainerInfo? container) => container?.LinuxInfo is not { HasShareCgroups: true, ShareCgroups: false };

    /// <summary>The checks that tasks of a group share with others.</summary>
    internal static string? ValidateCommon(TaskInfo task, TaskValidationContext context) =>
        ValidateId(task, context)
        ?? ValidateTimes(task)
        ?? ValidateChecks(task)
        ?? ValidateResources(task)
        ?? ValidateCommandAndContainer(task)
        ?? LimitsValidator.Validate(task, context.CanLimit);

    private static bool SharesCgroups(TaskInfo task) => SharesCgroups(task.Container);

    private static string? ValidateExecutor(TaskInfo task, ExecutorInfo executor, TaskValidationContext context)
    {
        if ((ExecutorValidator.Validate(executor, context) ?? ExecutorValidator.ValidateSingle(executor)) is { } invalid)
        {
            return invalid;
        }

        var (own, others) = (ResourceSet.FromProto(task.Resources), ResourceSet.FromProto(executor.Resources));
        return ResourceListValidator.ValidateNoOverlap(own, others)
            ?? ConsumerResources.ValidateTogether([own, others], "Task and its executor");
    }

    private static string? ValidateId(TaskInfo task, TaskValidationContext context)
    {
        var id = task.TaskId.Value;
        if ((IdRules.Validate(id) ?? ValidateUse(id, context.UseOf(id))) is { } invalid)
        {
            return invalid;
        }

        return task.AgentId.Value == context.AgentId
            ? null
            : $"Task uses invalid agent {task.AgentId.Value} while agent {context.AgentId} is expected";
    }

    private static string? ValidateTimes(TaskInfo task)
    {
        if (task.KillPolicy?.GracePeriod is { Nanoseconds: < 0 })
        {
            return "Task's 'kill_policy.grace_period' must be non-negative";
        }

        return task.MaxCompletionTime is { Nanoseconds: < 0 } ? "Task's `max_completion_time` must be non-negative" : null;
    }

    private static string? ValidateChecks(TaskInfo task)
    {
        if (task.Check is not null && CheckValidator.Validate(task.Check) is { } check)
        {
            return $"Task uses invalid check: {check}";
        }

        return task.HealthCheck is not null && CheckValidator.Validate(task.HealthCheck) is { } healthCheck
            ? $"Task uses invalid health check: {healthCheck}"
            : null;
    }

    private static string? ValidateResources(TaskInfo task) =>
        task.Resources.Count == 0 ? "Task uses no resources" : ConsumerResources.Validate(task.Resources, "Task");

    private static string? ValidateCommandAndContainer(TaskInfo task)
    {
        if (task.Command is not null && CommandValidator.Validate(task.Command) is { } command)
        {
            return $"Task's `CommandInfo` is invalid: {command}";
        }

        return task.Container is not null && ContainerValidator.Validate(task.Container) is { } container
            ? $"Task's `ContainerInfo` is invalid: {container}"
            : null;
    }

    private static string? ValidateKind(TaskInfo task) => task.Command is null == task.Executor is null
        ? "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present"
        : null;

    private static string? ValidateAmount(TaskInfo task, TaskValidationContext context)
    {
        var total = ResourceSet.FromProto(task.Resources);
        if (task.Executor is not null && !context.IsExecutorKnown)
        {
            total += ResourceSet.FromProto(task.Executor.Resources);
        }

        return context.Remaining.Contains(total.SharedOnce())
            ? null
            : $"Total resources {total} required by task and its executor is more than available {context.Remaining}";
    }
}
