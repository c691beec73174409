using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Adds up the resident memory of the container's processes; limits nothing. isolation.md 5.1.</summary>
internal sealed class PosixMemoryIsolator : IIsolator
{
    public string Name => "posix/mem";

    public void Measure(ContainerRecord record, IReadOnlyList<int> processes, ResourceStatistics statistics)
    {
        var pages = processes.Select(ProcessStat.Read).OfType<ProcessStat>().Sum(stat => stat.ResidentPages);
        statistics.MemRssBytes = (ulong)(pages * Environment.SystemPageSize);
        statistics.MemTotalBytes = statistics.MemRssBytes;
    }
}
