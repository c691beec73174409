using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>The checks of a LAUNCH_GROUP: all of its tasks are launched or none (http-api.md 5.6).</summary>
public static class TaskGroupValidator
{
    private const double ExecutorCpusMin = 0.01;
    private const double ExecutorMemMin = 32;

    /// <summary>Why the group cannot be launched, or null.</summary>
    public static string? Validate(IReadOnlyList<TaskInfo> tasks, ExecutorInfo executor, TaskValidationContext context)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(context);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            if (ValidateTask(task, context) is { } invalid)
            {
                return $"Task '{task.TaskId.Value}' is invalid: {invalid}";
            }

            if (!ids.Add(task.TaskId.Value))
            {
                return $"Task '{task.TaskId.Value}' is invalid: {TaskValidator.ValidateUse(task.TaskId.Value, TaskIdUse.Live)}";
            }
        }

        return ValidateExecutor(tasks, executor, context)
            ?? ValidateTogether(tasks, executor)
            ?? ValidateAmount(tasks, executor, context)
            ?? ValidateShareCgroups(tasks, executor, context);
    }

    private static string? ValidateTask(TaskInfo task, TaskValidationContext context)
    {
        if (TaskValidator.ValidateCommon(task, context) is { } invalid)
        {
            return invalid;
        }

        if (task.Container is { NetworkInfos.Count: > 0 }
            && task.HealthCheck is { Type: HealthCheck.Types.Type.Http or HealthCheck.Types.Type.Tcp })
        {
            return "HTTP and TCP health checks are not supported for nested containers not joining parent's network";
        }

        if (task.Container is { HasType: true, Type: ContainerInfo.Types.Type.Docker })
        {
            return "Docker ContainerInfo is not supported on the task";
        }

        return task.Limits.Count > 0 && TaskValidator.SharesCgroups(task.Container)
            ? "Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'."
            : null;
    }

    private static string? ValidateExecutor(
        IReadOnlyList<TaskInfo> tasks, ExecutorInfo executor, TaskValidationContext context)
    {
        if (ExecutorValidator.Validate(executor, context) is { } invalid)
        {
            return invalid;
        }

        if (!executor.HasType)
        {
            return "'ExecutorInfo.type' must be set";
        }

        if (executor.Type == ExecutorInfo.Types.Type.Unknown)
        {
            return "Unknown executor type";
        }

        if (executor.Container is { HasType: true, Type: ContainerInfo.Types.Type.Docker })
        {
            return "Docker ContainerInfo is not supported on the executor";
        }

        var id = executor.ExecutorId.Value;
        var stranger = tasks.FirstOrDefault(task => task.Executor is { } own && !ExecutorValidator.IsSame(own, executor));
        return stranger is null
            ? ValidateMinimum(executor, id)
            : $"The `ExecutorInfo` of task '{stranger.TaskId.Value}' is different from executor '{id}'";
    }

    private static string? ValidateMinimum(ExecutorInfo executor, string id)
    {
        var resources = ResourceSet.FromProto(executor.Resources);
        if (resources.Cpus < ExecutorCpusMin)
        {
            return $"Executor '{id}' uses less CPUs ({Text(resources.Cpus)}) than the minimum required ({Text(ExecutorCpusMin)})";
        }

        if (resources.Mem < ExecutorMemMin)
        {
            return $"Executor '{id}' uses less memory ({Text(resources.Mem)}MB) than the minimum required ({Text(ExecutorMemMin)}MB)";
        }

        return resources.Disk <= 0 ? $"Executor '{id}' uses no disk" : null;
    }

    private static string? ValidateTogether(IReadOnlyList<TaskInfo> tasks, ExecutorInfo executor)
    {
        var parts = tasks.Select(task => ResourceSet.FromProto(task.Resources)).ToList();
        var own = ResourceSet.FromProto(executor.Resources);
        IReadOnlyList<ResourceSet> all = [.. parts, own];
        if (ConsumerResources.ValidateTogether(all, "Task group and executor") is { } invalid)
        {
            return invalid;
        }

        return ConsumerResources.Overlap(all)
            ? $"There are overlapping resources in the task group's task resources [ {string.Join(", ", parts)} ]"
                + $" and/or executor resources {own}"
            : null;
    }

    private static string? ValidateShareCgroups(
        IReadOnlyList<TaskInfo> tasks, ExecutorInfo executor, TaskValidationContext context)
    {
        if (ExecutorValidator.ValidateShareCgroups(executor) is { } invalid)
        {
            return invalid;
        }

        var wanted = context.SharesCgroups ?? TaskValidator.SharesCgroups(tasks[0].Container);
        return tasks.All(task => TaskValidator.SharesCgroups(task.Container) == wanted)
            ? null
            : "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor";
    }

    private static string? ValidateAmount(
        IReadOnlyList<TaskInfo> tasks, ExecutorInfo executor, TaskValidationContext context)
    {
        var total = ResourceSet.Sum(tasks.Select(task => ResourceSet.FromProto(task.Resources)));
        if (!context.IsExecutorKnown)
        {
            total += ResourceSet.FromProto(executor.Resources);
        }

        return context.Remaining.Contains(total.SharedOnce())
            ? null
            : $"Total resources {total} required by task group and its executor are more than available {context.Remaining}";
    }

    private static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
