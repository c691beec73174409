using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>What the container of an executor is to have: its own and what its tasks have. Pure; facts: agent.md 18.</summary>
internal static class ExecutorAmounts
{
    private const double BytesPerMegabyte = 1024 * 1024;

    public static ContainerAmounts Of(ExecutorInfo executor, IReadOnlyCollection<TaskInfo> tasks, bool enableCfs)
    {
        var cpus = Sum(executor.Resources, "cpus") + tasks.Sum(task => Sum(task.Resources, "cpus"));
        var memory = Sum(executor.Resources, "mem") + tasks.Sum(task => Sum(task.Resources, "mem"));
        // Without CFS a task that sets no limit may use what is idle, and its mates with it.
        var boundless = !enableCfs && tasks.Any(task => !task.Limits.ContainsKey("cpus"));
        return new ContainerAmounts
        {
            Cpus = cpus,
            CpusLimit = boundless ? null : Limit(executor, tasks, "cpus"),
            MemoryBytes = ToBytes(memory),
            MemoryLimitBytes = Limit(executor, tasks, "mem") is { } limit ? ToBytes(limit) : null,
        };
    }

    private static double? Limit(ExecutorInfo executor, IReadOnlyCollection<TaskInfo> tasks, string name)
        => tasks.Any(task => task.Limits.ContainsKey(name))
            ? Sum(executor.Resources, name)
                + tasks.Sum(task => task.Limits.TryGetValue(name, out var limit) ? limit.Value : Sum(task.Resources, name))
            : null;

    private static double Sum(IEnumerable<Resource> resources, string name)
        => resources.Where(item => item.Name == name && item.Scalar is not null).Sum(item => item.Scalar.Value);

    private static long ToBytes(double megabytes)
        => double.IsPositiveInfinity(megabytes) || megabytes >= long.MaxValue / BytesPerMegabyte
            ? long.MaxValue
            : (long)(megabytes * BytesPerMegabyte);
}
