namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Values for the control files of a container; null leaves the kernel's default.</summary>
internal sealed record CgroupSettings
{
    /// <summary>cpu.shares of cgroup v1, 2 to 262144.</summary>
    internal long? CpuShares { get; init; }

    /// <summary>cpu.weight of cgroup v2, 1 to 10000.</summary>
    internal long? CpuWeight { get; init; }

    /// <summary>CFS quota in microseconds per period; -1 for none.</summary>
    internal long? CpuQuota { get; init; }

    /// <summary>Soft limit of memory in bytes.</summary>
    internal long? MemorySoft { get; init; }

    /// <summary>Hard limit of memory in bytes; -1 for none.</summary>
    internal long? MemoryHard { get; init; }

    /// <summary>Length of a CFS period in microseconds.</summary>
    internal const long CpuPeriod = 100_000;
}
