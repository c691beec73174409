namespace MesosOrleans.Grains;

/// <summary>Bounds of the grains' queues and lists.</summary>
internal static class Limits
{
    /// <summary>Events waiting for one scheduler; a scheduler that falls behind further is disconnected.</summary>
    public const int SchedulerQueueMax = 100_000;

    /// <summary>Offers that a scheduler has used up and its session has not been told of; more are told at once.</summary>
    public const int EndedOffersUntoldMax = 256;

    /// <summary>Events handed to a scheduler's session in one batch.</summary>
    public const int SchedulerBatchMax = 500;

    /// <summary>Commands an agent node has not taken over yet; launches beyond are refused.</summary>
    public const int AgentCommandsMax = 50_000;

    /// <summary>Operations of an agent that wait to be acknowledged; more with an id are refused.</summary>
    public const int AgentOperationsMax = 10_000;

    /// <summary>Accepted offers that an agent's reports name; many fewer are on their way at any moment.</summary>
    public const int ReportedEndsMax = 64;

    /// <summary>Commands sent to an agent node in one message.</summary>
    public const int AgentBatchMax = 500;

    /// <summary>Grain calls in flight when many grains are asked.</summary>
    public const int FanOutMax = 64;

    /// <summary>Offer numbers that the allocator reserves at once, at least.</summary>
    public const int OfferNumbersBlock = 20_000;

    /// <summary>Offer numbers that must be left before a cycle, beside two an agent.</summary>
    public const int OfferNumbersLeast = 1_000;

    /// <summary>Ids of ended or void offers that a framework remembers: older ones cannot come late any more.</summary>
    public const int EndedOffersMax = 10_000;

    /// <summary>Names of metrics that a silo counts between two reports; the same again for frameworks' counters.</summary>
    public const int ReportedCountersMax = 50_000;

    /// <summary>Names of metrics that are counted; others are not.</summary>
    public const int CountersMax = 20_000;

    /// <summary>Frameworks whose counters are kept; those that were quiet for the longest time are forgotten.</summary>
    public const int CountedFrameworksMax = 10_000;

    /// <summary>Ended tasks remembered for each framework.</summary>
    public const int CompletedTasksMax = Core.View.ViewLimits.CompletedTasksPerFrameworkMax;

    /// <summary>Launched tasks that a framework remembers for listings that must show them.</summary>
    public const int UnsettledTasksMax = 10_000;

    /// <summary>How long a reader of the view's changes waits for one.</summary>
    public static readonly TimeSpan ViewReadPatience = TimeSpan.FromSeconds(2);

    /// <summary>Interval of the heartbeats that heal lost messages between grains.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    /// <summary>Interval at which an agent repeats its report.</summary>
    public static readonly TimeSpan AgentReportInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long after an agent's grain has moved calls wait for its node to come back.</summary>
    public static readonly TimeSpan AttachPatience = TimeSpan.FromSeconds(5);

    /// <summary>Silence of a scheduler's session after which it is asked whether it is there.</summary>
    public static readonly TimeSpan SessionSilence = TimeSpan.FromSeconds(8);

    /// <summary>Interval at which an agent asks what the schedule of maintenance means for it, beside being told.</summary>
    public static readonly TimeSpan MaintenanceInterval = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which a framework's offers are taken back: several heartbeats.</summary>
    public static readonly TimeSpan FrameworkSilence = HeartbeatInterval * 6;

    /// <summary>How long changes are gathered before listings show them.</summary>
    public static readonly TimeSpan ViewDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>How long changes are gathered before the allocator hears of them.</summary>
    public static readonly TimeSpan ReportDelay = TimeSpan.FromMilliseconds(2);
}
