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
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            if (ValidateTask(task, context) is { } invalid)
            {
                return $"Task '{task.TaskId.Value}' is invalid: {invalid}";
            }

            if (!ids.Add(task.TaskId.Value))
            {
                return $"Task '{task.TaskId.Value}' is invalid: Task has duplicate ID: {task.TaskId.Value}";
            }
        }

        return ValidateExecutor(executor, context) ?? ValidateAmount(tasks, executor, context);
    }

    private static string? ValidateTask(TaskInfo task, TaskValidationContext context)
    {
        if (TaskValidator.ValidateCommon(task, context) is { } invalid)
        {
            return invalid;
        }

        if (task.Container is { HasType: true, Type: ContainerInfo.Types.Type.Docker })
        {
            return "Docker ContainerInfo is not supported on the task";
        }

        return task.Limits.Count > 0 && task.Container?.LinuxInfo is not { HasShareCgroups: true, ShareCgroups: false }
            ? "Resource limits may only be set for tasks within a task group when the `share_cgroups` field is set to `false`."
            : null;
    }

    private static string? ValidateExecutor(ExecutorInfo executor, TaskValidationContext context)
    {
        if (!executor.HasType)
        {
            return "'ExecutorInfo.type' must be set";
        }

        if (executor.Container is { HasType: true, Type: ContainerInfo.Types.Type.Docker })
        {
            return "Docker ContainerInfo is not supported on the executor";
        }

        if (executor.Type == ExecutorInfo.Types.Type.Default && executor.Command is not null)
        {
            return "'ExecutorInfo.command' must not be set for 'DEFAULT' executor";
        }

        if (TaskValidator.ValidateExecutor(executor, context) is { } invalid)
        {
            return invalid;
        }

        var resources = ResourceSet.FromProto(executor.Resources);
        var id = executor.ExecutorId.Value;
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
