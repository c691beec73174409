using MesosOrleans.Core.Tests.Resources;
using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Validation;

/// <summary>Tasks, executors and what surrounds them, sound until a test spoils one thing.</summary>
internal static class Launches
{
    /// <summary>An agent with 4 CPUs that knows nothing yet.</summary>
    public static TaskValidationContext Context { get; } = new()
    {
        Framework = new FrameworkInfo { Id = new FrameworkID { Value = "f" }, Name = "f", User = "root" },
        AgentId = "agent",
        Remaining = Samples.Set("cpus:4;mem:1024;disk:1000;ports:[1-10]").Allocate("r"),
        UseOf = _ => TaskIdUse.None,
        IsExecutorKnown = false,
        CanLimit = true,
    };

    /// <summary>A task that runs a command.</summary>
    public static TaskInfo Task(string id = "t", string resources = "cpus:1;mem:32") => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = new AgentID { Value = "agent" },
        Resources = { Samples.Set(resources).Allocate("r").ToProto() },
        Command = new CommandInfo { Value = "true" },
    };

    /// <summary>A task under an executor.</summary>
    public static TaskInfo Under(ExecutorInfo executor, string id = "t", string resources = "cpus:1;mem:32")
    {
        var task = Task(id, resources);
        task.Command = null;
        task.Executor = executor;
        return task;
    }

    /// <summary>An executor of its framework's own.</summary>
    public static ExecutorInfo Custom(string resources = "cpus:0.1;mem:32;disk:10") => new()
    {
        Type = ExecutorInfo.Types.Type.Custom,
        ExecutorId = new ExecutorID { Value = "e" },
        FrameworkId = new FrameworkID { Value = "f" },
        Command = new CommandInfo { Value = "true" },
        Resources = { Samples.Set(resources).Allocate("r").ToProto() },
    };

    /// <summary>The built-in executor of groups.</summary>
    public static ExecutorInfo Default(string resources = "cpus:0.1;mem:32;disk:10")
    {
        var executor = Custom(resources);
        executor.Type = ExecutorInfo.Types.Type.Default;
        executor.Command = null;
        return executor;
    }

    /// <summary>A container that shares its parent's cgroups, does not, or does not say.</summary>
    public static ContainerInfo Sharing(bool? shares)
    {
        var container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, LinuxInfo = new LinuxInfo() };
        if (shares is { } said)
        {
            container.LinuxInfo.ShareCgroups = said;
        }

        return container;
    }

    /// <summary>The same, changed.</summary>
    public static T With<T>(this T message, Action<T> change)
    {
        change(message);
        return message;
    }
}
