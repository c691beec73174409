using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Turns a task into what the containerizer runs. Pure.</summary>
internal static class ContainerSpecs
{
    private const double BytesPerMegabyte = 1024 * 1024;

    /// <exception cref="ContainerLaunchException">The environment cannot be made.</exception>
    public static ContainerSpec Create(
        TaskRun run,
        AgentIdentity identity,
        IReadOnlyList<ContainerMount> mounts,
        IReadOnlyDictionary<string, string> operatorVariables)
    {
        var own = run.Executor.IsGenerated ? GeneratedExecutor.ResourcesOf(run.Info) : [];
        return new()
        {
            ContainerId = run.ContainerId,
            SandboxDirectory = run.Sandbox,
            Command = run.Info.Command ?? new CommandInfo(),
            Environment = TaskEnvironment.Create(run, identity, operatorVariables),
            User = run.User,
            ContainerInfo = run.Info.Container,
            Mounts = mounts,
            Cpus = Sum(run.Info.Resources, "cpus") + Sum(own, "cpus"),
            CpusLimit = Limit(run.Info, "cpus") + Sum(own, "cpus"),
            MemoryBytes = ToBytes(Sum(run.Info.Resources, "mem") + Sum(own, "mem")),
            MemoryLimitBytes = Limit(run.Info, "mem") is { } limit ? ToBytes(limit + Sum(own, "mem")) : null,
        };
    }

    private static double Sum(IEnumerable<Resource> resources, string name)
        => resources.Where(item => item.Name == name && item.Scalar is not null).Sum(item => item.Scalar.Value);

    private static double? Limit(TaskInfo task, string name)
        => task.Limits.TryGetValue(name, out var limit) ? limit.Value : null;

    /// <summary>Megabytes in bytes; infinity is <see cref="long.MaxValue"/>.</summary>
    public static long ToBytes(double megabytes)
        => double.IsPositiveInfinity(megabytes) || megabytes >= long.MaxValue / BytesPerMegabyte
            ? long.MaxValue
            : (long)(megabytes * BytesPerMegabyte);
}
