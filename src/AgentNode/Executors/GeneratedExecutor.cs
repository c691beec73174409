using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>
/// The executor that stands for a command task. Here it is the agent node itself and no process, yet its container gets
/// what elsewhere the executor's own process has: tasks were made to fit with it. Facts: http-api.md 8.1.
/// </summary>
internal static class GeneratedExecutor
{
    private const double Cpus = 0.1;
    private const double MemMegabytes = 32;

    /// <summary>What its container has beside what the task asked for.</summary>
    public static IReadOnlyList<Resource> ResourcesOf(TaskInfo task)
    {
        var role = task.Resources.Select(item => item.AllocationInfo).FirstOrDefault(info => info is not null);
        return [Scalar("cpus", Cpus, role), Scalar("mem", MemMegabytes, role)];
    }

    /// <summary>The executor as it is shown to people.</summary>
    public static ExecutorInfo Describe(ExecutorRun run, TaskInfo? task)
    {
        var program = Environment.ProcessPath ?? "";
        var info = new ExecutorInfo
        {
            ExecutorId = new ExecutorID { Value = run.ExecutorId },
            FrameworkId = new FrameworkID { Value = run.FrameworkId },
            Command = new CommandInfo { Shell = false, Value = program, Arguments = { Path.GetFileName(program) } },
            Name = NameOf(run.ExecutorId, task),
            Source = run.ExecutorId,
            Container = task?.Container,
            Labels = task?.Labels,
            Discovery = task?.Discovery,
        };
        info.Resources.AddRange(ResourcesOf(task ?? new TaskInfo()));
        return info;
    }

    /// <summary>Its name, which tells the beginning of the command.</summary>
    public static string NameOf(string executorId, TaskInfo? task)
    {
        const int Shown = 12;
        const int Whole = 15;
        var command = task?.Command?.Value ?? "";
        var shown = command.Length > Whole ? command[..Shown] + "..." : command;
        return $"Command Executor (Task: {executorId}) (Command: sh -c '{shown}')";
    }

    private static Resource Scalar(string name, double value, Resource.Types.AllocationInfo? allocation) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
        AllocationInfo = allocation,
    };
}
