using MesosOrleans.Core.Agents;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Why a launch cannot be carried out, decided before anything is started. Pure; facts: agent.md 5.</summary>
internal static class LaunchRefusal
{
    /// <summary>The refusal of every launch while the node drains.</summary>
    public static TaskOutcome OfDraining(FrameworkInfo framework) =>
        Dropped(framework, TaskStatus.Types.Reason.AgentDraining, DrainedStatus.TooLate);

    /// <summary>The refusal that holds for every task of a launch, or null.</summary>
    /// <param name="launch">The command.</param>
    /// <param name="existing">The executor of that id on this node, or null.</param>
    public static TaskOutcome? OfLaunch(LaunchTasks launch, ExecutorRun? existing)
    {
        if (launch.Executor is not { } executor)
        {
            return null;
        }

        var name = executor.ExecutorId.Value;
        var isDefault = executor.Type == ExecutorInfo.Types.Type.Default;
        if (isDefault && !launch.TaskGroup)
        {
            return Failed($"The default executor takes task groups only: executor '{name}' got a single task");
        }

        if (existing is not null && !isDefault && existing.Supervisor is not { IsOpen: true })
        {
            return Dropped(
                launch.Framework,
                TaskStatus.Types.Reason.ExecutorTerminated,
                $"Executor '{name}' is terminating or terminated");
        }

        if (launch.LaunchExecutor == (existing is not null))
        {
            return Dropped(
                launch.Framework,
                TaskStatus.Types.Reason.ExecutorTerminated,
                existing is not null
                    ? $"Executor '{name}' was expected to be new, but it exists"
                    : $"Executor '{name}' is not running on this agent");
        }

        return null;
    }

    /// <summary>The refusal of one task, or null.</summary>
    /// <param name="launch">The command.</param>
    /// <param name="task">One of its tasks.</param>
    /// <param name="userExists">Whether the user it is to run as exists.</param>
    /// <param name="user">That user.</param>
    /// <param name="resourcesKnown">Whether the agent has the reservations and volumes that the task is to use.</param>
    /// <param name="isolators">The isolators at work.</param>
    public static TaskOutcome? OfTask(
        LaunchTasks launch,
        TaskInfo task,
        bool userExists,
        string? user,
        bool resourcesKnown,
        IReadOnlyList<string> isolators)
    {
        if (!userExists)
        {
            return Dropped(
                launch.Framework,
                TaskStatus.Types.Reason.ExecutorTerminated,
                $"No sandbox can be created: user '{user}' does not exist on this agent");
        }

        foreach (var name in task.Limits.Keys)
        {
            if (!isolators.Contains("cgroups/all") && !isolators.Contains("cgroups/" + name))
            {
                return Dropped(
                    launch.Framework,
                    TaskStatus.Types.Reason.GcError,
                    $"The task sets a limit for '{name}', which needs the isolator cgroups/{name} on this agent");
            }
        }

        // A task must never write into a sandbox what it takes for a volume.
        if (!resourcesKnown)
        {
            return Dropped(
                launch.Framework,
                TaskStatus.Types.Reason.ResourcesUnknown,
                "The reservations or volumes that the task is to use are unknown to the agent");
        }

        var isCustom = launch.Executor is { Type: not ExecutorInfo.Types.Type.Default };
        return task.Command is null && !isCustom
            ? Failed("The task has no command, and this agent has no executor for it")
            : null;
    }

    private static TaskOutcome Failed(string message) => new(
        TaskState.TaskFailed,
        StatusDetails.FromAgent(TaskStatus.Types.Reason.ContainerLaunchFailed, message));

    private static TaskOutcome Dropped(FrameworkInfo framework, TaskStatus.Types.Reason reason, string message)
        => new(framework.Dropped(), StatusDetails.FromAgent(reason, message));
}
