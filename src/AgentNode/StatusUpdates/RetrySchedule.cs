namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>How long an update waits for its acknowledgement before it is sent again: 10 s, doubling, at most 10 min.</summary>
public static class RetrySchedule
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Max = TimeSpan.FromMinutes(10);

    /// <summary>The delay after this one.</summary>
    public static TimeSpan Next(TimeSpan delay) => delay >= Max / 2 ? Max : delay * 2;
}
