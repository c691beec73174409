using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Shares and quota of processor time by cgroups. isolation.md 5.2, 5.3.</summary>
internal sealed class CpuIsolator(ICgroups cgroups, bool enableCfs) : IIsolator
{
    private const double TicksPerSecond = 100;
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double NanosecondsPerSecond = 1_000_000_000;

    public string Name => "cgroups/cpu";

    /// <summary>The values for a request and a limit in CPUs.</summary>
    internal static CgroupSettings SettingsOf(double cpus, double? limit, bool enableCfs) => new()
    {
        CpuShares = Math.Clamp((long)(cpus * 1024), 2, 262_144),
        CpuWeight = Math.Clamp((long)(cpus * 100), 1, 10_000),
        CpuQuota = (limit, enableCfs) switch
        {
            (null, false) => null,
            ({ } set, _) when double.IsInfinity(set) => -1,
            _ => Math.Max(1000, (long)((limit ?? cpus) * CgroupSettings.CpuPeriod)),
        },
    };

    public void Prepare(ContainerSpec spec, LaunchInfo info)
    {
        var own = SettingsOf(spec.Cpus, spec.CpusLimit, enableCfs);
        info.Cgroup = (info.Cgroup ?? new CgroupSettings()) with
        {
            CpuShares = own.CpuShares,
            CpuWeight = own.CpuWeight,
            CpuQuota = own.CpuQuota,
        };
    }

    public void Update(ContainerRecord record)
    {
        var own = SettingsOf(record.Cpus, record.CpusLimit, enableCfs);
        var (share, value) = cgroups.IsUnified ? ("cpu.weight", own.CpuWeight) : ("cpu.shares", own.CpuShares);
        Write(record, share, $"{value}");
        if (cgroups.IsUnified)
        {
            Write(record, "cpu.max", $"{(own.CpuQuota is > 0 and var quota ? quota : "max")} {CgroupSettings.CpuPeriod}");
        }
        else
        {
            Write(record, "cpu.cfs_quota_us", $"{own.CpuQuota ?? -1}");
        }
    }

    public void Measure(ContainerRecord record, IReadOnlyList<int> processes, ResourceStatistics statistics)
    {
        var stat = CgroupDirectory.ReadTable(cgroups.FilePath("cpu", record.ContainerId, "cpu.stat"));
        if (cgroups.IsUnified)
        {
            statistics.CpusUserTimeSecs = stat.GetValueOrDefault("user_usec") / MicrosecondsPerSecond;
            statistics.CpusSystemTimeSecs = stat.GetValueOrDefault("system_usec") / MicrosecondsPerSecond;
        }
        else
        {
            var used = CgroupDirectory.ReadTable(cgroups.FilePath("cpuacct", record.ContainerId, "cpuacct.stat"));
            statistics.CpusUserTimeSecs = used.GetValueOrDefault("user") / TicksPerSecond;
            statistics.CpusSystemTimeSecs = used.GetValueOrDefault("system") / TicksPerSecond;
        }

        statistics.Processes = (uint)processes.Count;
        if (enableCfs || record.CpusLimit is not null)
        {
            statistics.CpusNrPeriods = (uint)stat.GetValueOrDefault("nr_periods");
            statistics.CpusNrThrottled = (uint)stat.GetValueOrDefault("nr_throttled");
            statistics.CpusThrottledTimeSecs = cgroups.IsUnified
                ? stat.GetValueOrDefault("throttled_usec") / MicrosecondsPerSecond
                : stat.GetValueOrDefault("throttled_time") / NanosecondsPerSecond;
        }
    }

    private void Write(ContainerRecord record, string file, FormattableString value)
        => CgroupDirectory.Write(cgroups.FilePath("cpu", record.ContainerId, file), FormattableString.Invariant(value));
}
