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
    public static string? Validate(TaskInfo task, TaskValidationContext context) =>
        ValidateCommon(task, context)
        ?? ValidateKind(task)
        ?? (task.Executor is null ? null : ValidateExecutor(task.Executor, context))
        ?? (task.Executor is null ? null : ResourceListValidator.ValidateNoOverlap(
            ResourceSet.FromProto(task.Resources), ResourceSet.FromProto(task.Executor.Resources)))
        ?? ValidateAmount(task, context)
        ?? (task.Container?.LinuxInfo is { HasShareCgroups: true, ShareCgroups: false }
            ? "Only tasks in a task group may have 'share_cgroups' set to 'false'"
            : null);

    /// <summary>The checks that tasks of a group share with others.</summary>
    internal static string? ValidateCommon(TaskInfo task, TaskValidationContext context) =>
        ValidateId(task, context)
        ?? ValidateTimes(task)
        ?? ValidateChecks(task)
        ?? ValidateResources(task)
        ?? ValidateCommandAndContainer(task)
        ?? ValidateLimits(task);

    /// <summary>The checks of an executor that any launch shares.</summary>
    internal static string? ValidateExecutor(ExecutorInfo executor, TaskValidationContext context)
    {
        if (executor.HasType && executor.Type == ExecutorInfo.Types.Type.Unknown)
        {
            return "Unknown executor type";
        }

        if (executor is { HasType: true, Type: ExecutorInfo.Types.Type.Custom } && executor.Command is null)
        {
            return "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
        }

        if (IdRules.Validate(executor.ExecutorId.Value) is { } invalid)
        {
            return invalid;
        }

        if (executor.ShutdownGracePeriod is { Nanoseconds: < 0 })
        {
            return "ExecutorInfo's 'shutdown_grace_period' must be non-negative";
        }

        if (executor.Command is not null && CommandValidator.Validate(executor.Command) is { } command)
        {
            return $"Executor's `CommandInfo` is invalid: {command}";
        }

        if (executor.Container is not null && ContainerValidator.Validate(executor.Container) is { } container)
        {
            return $"Executor's `ContainerInfo` is invalid: {container}";
        }

        if (executor.FrameworkId is null)
        {
            return "'ExecutorInfo.framework_id' must be set";
        }

        if (!executor.FrameworkId.Equals(context.Framework.Id))
        {
            return $"ExecutorInfo has an invalid FrameworkID (Actual: {executor.FrameworkId.Value} vs Expected: {context.Framework.Id.Value})";
        }

        var error = ResourceListValidator.ValidateConsumer(executor.Resources);
        return error is null ? null : $"Executor uses invalid resources: {error}";
    }

    private static string? ValidateId(TaskInfo task, TaskValidationContext context)
    {
        var id = task.TaskId.Value;
        if (IdRules.Validate(id) is { } invalid)
        {
            return invalid;
        }

        if (context.IsTaskIdInUse(id))
        {
            return $"Task has duplicate ID: {id}";
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

    private static string? ValidateResources(TaskInfo task)
    {
        if (task.Resources.Count == 0)
        {
            return "Task uses no resources";
        }

        return ResourceListValidator.ValidateConsumer(task.Resources) is { } invalid
            ? $"Task uses invalid resources: {invalid}"
            : null;
    }

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

    private static string? ValidateLimits(TaskInfo task)
    {
        foreach (var (name, limit) in task.Limits)
        {
            if (name is not ("cpus" or "mem"))
            {
                return "Only cpus and mem may be included in a task's resource limits";
            }

            var request = ResourceSet.FromProto(task.Resources).Get(name).GetScalar(name);
            if (request is null)
            {
                return $"When a {name} limit is specified, a {name} request must also be specified";
            }

            if (limit.Value < request)
            {
                return $"The {(name == "cpus" ? "cpu" : "memory")} limit must be greater than or equal to the {(name == "cpus" ? "cpu" : "memory")} request";
            }
        }

        return null;
    }

    private static string? ValidateKind(TaskInfo task)
    {
        if (task.Command is null == task.Executor is null)
        {
            return "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present";
        }

        return task.Executor is { HasType: true } executor && executor.Type != ExecutorInfo.Types.Type.Custom
            ? "'ExecutorInfo.type' must be 'CUSTOM'"
            : null;
    }

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
