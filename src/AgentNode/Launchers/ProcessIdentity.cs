namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// A process that cannot be mistaken for a later one with the same number. Only valid within one boot of the host.
/// </summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTime">Start time in clock ticks since boot, field 22 of <c>/proc/PID/stat</c>.</param>
internal sealed record ProcessIdentity(int Pid, ulong StartTime)
{
    /// <summary>The process that has this number now, or null.</summary>
    internal static ProcessIdentity? Of(int pid) =>
        ProcessStat.Read(pid) is { } stat ? new ProcessIdentity(pid, stat.StartTime) : null;

    /// <summary>Whether this very process exists and has not ended (a zombie has).</summary>
    internal bool IsAlive() => ProcessStat.Read(Pid) is { } stat && stat.StartTime == StartTime && !stat.HasEnded;
}
