using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>Messages for tests.</summary>
internal static class Given
{
    public const string Framework = "framework-1";

    public static FrameworkInfo FrameworkInfo(params FrameworkInfo.Types.Capability.Types.Type[] capabilities)
    {
        var framework = new FrameworkInfo { User = "", Name = "test", Id = new FrameworkID { Value = Framework } };
        framework.Capabilities.AddRange(
            capabilities.Select(type => new FrameworkInfo.Types.Capability { Type = type }));
        return framework;
    }

    public static TaskInfo Task(string id, string command, string agentId = "agent-1") => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = new AgentID { Value = agentId },
        Command = new CommandInfo { Value = command },
        Resources = { Scalar("cpus", 0.1), Scalar("mem", 32) },
    };

    public static Command Launch(params TaskInfo[] tasks) => Launch(FrameworkInfo(), tasks);

    public static Command Launch(FrameworkInfo framework, params TaskInfo[] tasks)
        => new() { Launch = new LaunchTasks { Framework = framework, Tasks = { tasks } } };

    public static Command LaunchGroup(string executorId, params TaskInfo[] tasks)
    {
        var launch = Launch(tasks);
        launch.Launch.TaskGroup = true;
        launch.Launch.Executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Default,
            ExecutorId = new ExecutorID { Value = executorId },
            FrameworkId = new FrameworkID { Value = Framework },
        };
        return launch;
    }

    /// <summary>A task for an executor of the framework's own, which runs a command.</summary>
    public static Command LaunchCustom(
        string executorId, string command, bool isNew, FrameworkInfo framework, params TaskInfo[] tasks)
    {
        var launch = Launch(framework, tasks);
        launch.Launch.LaunchExecutor = isNew;
        launch.Launch.Executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Custom,
            ExecutorId = new ExecutorID { Value = executorId },
            FrameworkId = new FrameworkID { Value = Framework },
            Command = new CommandInfo { Value = command },
            Resources = { Scalar("cpus", 0.1), Scalar("mem", 32) },
        };
        foreach (var task in launch.Launch.Tasks)
        {
            task.Command = null;
            task.Executor = launch.Launch.Executor;
        }

        return launch;
    }

    public static Command Kill(string taskId, TimeSpan? grace = null)
    {
        var kill = new KillTask
        {
            FrameworkId = new FrameworkID { Value = Framework },
            TaskId = new TaskID { Value = taskId },
        };
        if (grace is { } time)
        {
            kill.KillPolicy = new KillPolicy { GracePeriod = Duration(time) };
        }

        return new Command { Kill = kill };
    }

    public static DurationInfo Duration(TimeSpan time) => new() { Nanoseconds = time.Ticks * 100 };

    /// <summary>A persistent volume of 8 MB on disk space that is reserved dynamically.</summary>
    public static Resource Volume(string id, string role = "gold", string path = "data")
    {
        var volume = Scalar("disk", 8);
        volume.Reservations.Add(new Resource.Types.ReservationInfo
        {
            Type = Resource.Types.ReservationInfo.Types.Type.Dynamic,
            Role = role,
        });
        volume.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = id },
            Volume = new Volume { ContainerPath = path, Mode = Protocol.V1.Volume.Types.Mode.Rw },
        };
        return volume;
    }

    public static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
    };
}
