namespace MesosOrleans.AgentNode.Recovery;

/// <summary>When sandboxes of ended tasks are removed.</summary>
public sealed record CollectorOptions
{
    /// <summary>gc_delay: age at which they go on a disk that is empty enough.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>gc_disk_headroom: the fraction of the disk to keep free, 0 to 1.</summary>
    public double Headroom { get; init; } = 0.1;

    /// <summary>disk_watch_interval.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);
}
