using System.Globalization;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>
/// Soft and hard limit of memory by cgroups. When the kernel's out-of-memory killer has struck any process of the
/// container, the whole container ends. isolation.md 5.2, 5.3.
/// </summary>
internal sealed class MemoryIsolator(ICgroups cgroups, EventLoop loop, TimeProvider time) : IIsolator
{
    /// <summary>No container gets less.</summary>
    internal const long MinimumBytes = 32L * 1024 * 1024;

    private const double BytesPerMegabyte = 1024 * 1024;
    private const int OomScoreScale = 1000;
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConfirmPause = TimeSpan.FromMilliseconds(5);

    public string Name => "cgroups/mem";

    public bool CanWatch => true;

    /// <summary>The values for a request and a limit in bytes.</summary>
    internal static CgroupSettings SettingsOf(long request, long? limit)
    {
        var soft = Math.Max(request, MinimumBytes);
        return new CgroupSettings
        {
            MemorySoft = soft,
            MemoryHard = limit switch
            {
                null => soft,
                long.MaxValue => -1,
                { } set => Math.Max(set, MinimumBytes),
            },
        };
    }

    public void Prepare(ContainerSpec spec, LaunchInfo info)
    {
        var own = SettingsOf(spec.MemoryBytes, spec.MemoryLimitBytes);
        info.Cgroup = (info.Cgroup ?? new CgroupSettings()) with { MemorySoft = own.MemorySoft, MemoryHard = own.MemoryHard };
        if (!cgroups.IsUnified && (own.MemoryHard == -1 || own.MemorySoft < own.MemoryHard))
        {
            // Who uses more than was asked for goes first, the sooner the smaller the request.
            var share = (double)spec.MemoryBytes / HostMemory.TotalBytes();
            info.OomScoreAdjustment = Math.Clamp((int)(OomScoreScale - (OomScoreScale * share)), 0, OomScoreScale);
        }
    }

    public void Update(ContainerRecord record)
    {
        var own = SettingsOf(record.MemoryBytes, record.MemoryLimitBytes);
        var (soft, hard) = cgroups.IsUnified
            ? ("memory.low", "memory.max")
            : ("memory.soft_limit_in_bytes", "memory.limit_in_bytes");
        Write(record, soft, own.MemorySoft!.Value);
        // Never lowered: that could end a container that was within its limit.
        var current = CgroupDirectory.ReadNumber(cgroups.FilePath("memory", record.ContainerId, hard));
        if (own.MemoryHard is { } wanted && current is { } limit && (wanted < 0 || wanted > limit))
        {
            Write(record, hard, wanted);
        }
    }

    public async Task<ContainerTermination> WatchAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        using var events = MemoryEvents.Open(cgroups, record.ContainerId);
        var termination = Inspect(record);
        while (termination is null)
        {
            await loop.WaitReadableAsync(events, cancellationToken);
            _ = Descriptors.ReadText(events);
            termination = await ConfirmAsync(record, cancellationToken);
        }

        return termination;
    }

    public ContainerTermination? Inspect(ContainerRecord record)
    {
        var file = cgroups.IsUnified ? "memory.events" : "memory.oom_control";
        var table = CgroupDirectory.ReadTable(cgroups.FilePath("memory", record.ContainerId, file));
        return table.GetValueOrDefault("oom_kill") > 0 ? TerminationOf(record) : null;
    }

    public void Measure(ContainerRecord record, IReadOnlyList<int> processes, ResourceStatistics statistics)
    {
        var stat = CgroupDirectory.ReadTable(cgroups.FilePath("memory", record.ContainerId, "memory.stat"));
        var prefix = cgroups.IsUnified ? string.Empty : "total_";
        var current = CgroupDirectory.ReadNumber(cgroups.FilePath(
            "memory", record.ContainerId, cgroups.IsUnified ? "memory.current" : "memory.usage_in_bytes"));
        statistics.MemTotalBytes = (ulong)(current ?? 0);
        var anonymous = stat.GetValueOrDefault(cgroups.IsUnified ? "anon" : "total_rss");
        var file = stat.GetValueOrDefault(cgroups.IsUnified ? "file" : "total_cache");
        statistics.MemRssBytes = anonymous;
        statistics.MemAnonBytes = anonymous;
        statistics.MemCacheBytes = file;
        statistics.MemFileBytes = file;
        statistics.MemMappedFileBytes = stat.GetValueOrDefault(cgroups.IsUnified ? "file_mapped" : "total_mapped_file");
        statistics.MemUnevictableBytes = stat.GetValueOrDefault(prefix + "unevictable");
        statistics.MemSwapBytes = stat.GetValueOrDefault(prefix + "swap");
    }

    /// <summary>
    /// The event comes shortly before the kill, and also when the cgroup is removed: only the counter proves a kill
    /// (isolation.md 12).
    /// </summary>
    private async Task<ContainerTermination?> ConfirmAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        ContainerTermination? termination;
        while ((termination = Inspect(record)) is null && time.GetElapsedTime(start) < ConfirmTimeout)
        {
            await Task.Delay(ConfirmPause, time, cancellationToken);
        }

        return termination;
    }

    private void Write(ContainerRecord record, string file, long value) => CgroupDirectory.Write(
        cgroups.FilePath("memory", record.ContainerId, file),
        value < 0 && cgroups.IsUnified ? "max" : value.ToString(CultureInfo.InvariantCulture));

    private static string Format(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var unit = 0;
        while (unit < units.Length - 1 && bytes >= 1024 && bytes % 1024 == 0)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{units[unit]}");
    }

    private ContainerTermination TerminationOf(ContainerRecord record)
    {
        var hard = SettingsOf(record.MemoryBytes, record.MemoryLimitBytes).MemoryHard ?? 0;
        var peak = CgroupDirectory.ReadNumber(cgroups.FilePath(
            "memory", record.ContainerId, cgroups.IsUnified ? "memory.peak" : "memory.max_usage_in_bytes")) ?? hard;
        var statistics = CgroupDirectory.Read(cgroups.FilePath("memory", record.ContainerId, "memory.stat"));
        return new ContainerTermination
        {
            State = TaskState.TaskFailed,
            Reason = TaskStatus.Types.Reason.ContainerLimitationMemory,
            Message = $"Memory limit exceeded: Requested: {Format(hard)} Maximum Used: {Format(peak)}\n\n"
                + $"MEMORY STATISTICS: \n{statistics}",
            LimitedResources =
            [
                new Resource
                {
                    Name = "mem",
                    Type = Value.Types.Type.Scalar,
                    Scalar = new Value.Types.Scalar { Value = Math.Round(peak / BytesPerMegabyte, 3) },
                },
            ],
        };
    }
}
