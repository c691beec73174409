using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Adds up the processor time of the container's processes; limits nothing. isolation.md 5.1.</summary>
internal sealed class PosixCpuIsolator : IIsolator
{
    private const double TicksPerSecond = 100; // USER_HZ is part of the kernel's interface and the same everywhere.

    public string Name => "posix/cpu";

    public void Measure(ContainerRecord record, IReadOnlyList<int> processes, ResourceStatistics statistics)
    {
        var stats = processes.Select(ProcessStat.Read).OfType<ProcessStat>().ToArray();
        statistics.CpusUserTimeSecs = stats.Sum(stat => (double)stat.UserTicks) / TicksPerSecond;
        statistics.CpusSystemTimeSecs = stats.Sum(stat => (double)stat.SystemTicks) / TicksPerSecond;
        statistics.Processes = (uint)stats.Length;
        statistics.Threads = (uint)stats.Sum(stat => stat.Threads);
    }
}
