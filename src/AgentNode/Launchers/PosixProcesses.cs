namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// The processes of a posix container: all of the monitor's session, and all descendants of those, also in sessions of
/// their own.
/// </summary>
internal sealed class PosixProcesses(TimeProvider time)
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Those that have not ended, the monitor excepted.</summary>
    internal static List<ProcessStat> Members(ContainerProcesses processes)
    {
        var all = ProcessStat.ReadAll();
        var monitor = all.Find(stat => stat.Pid == processes.Monitor.Pid);

        // The number of a session stays taken while it has members. If it now leads a process other than the monitor,
        // the session was empty once and is somebody else's today.
        var sessionIsOurs = monitor is null || monitor.StartTime == processes.Monitor.StartTime;
        var members = new Dictionary<int, ProcessStat>();
        foreach (var stat in all)
        {
            if ((sessionIsOurs && stat.Session == processes.Monitor.Pid)
                || (stat.Pid == processes.Main.Pid && stat.StartTime == processes.Main.StartTime))
            {
                members[stat.Pid] = stat;
            }
        }

        AddDescendants(all, members);
        if (sessionIsOurs)
        {
            members.Remove(processes.Monitor.Pid);
        }

        return [.. members.Values.Where(stat => !stat.HasEnded)];
    }

    /// <summary>
    /// Stops all processes until no new ones appear, then kills them, and waits until they have ended.
    /// </summary>
    /// <exception cref="TimeoutException">Some live on after a minute (isolation.md 4).</exception>
    internal async Task KillAsync(ContainerProcesses processes, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var members = StopAll(processes);
            if (members.Count == 0)
            {
                return;
            }

            foreach (var member in members)
            {
                _ = Libc.Kill(member.Pid, Libc.SigKill);
            }

            if (time.GetElapsedTime(start) > KillTimeout)
            {
                throw new TimeoutException($"{members.Count} processes of the container cannot be killed");
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static List<ProcessStat> StopAll(ContainerProcesses processes)
    {
        var stopped = new HashSet<int>();
        while (true)
        {
            var members = Members(processes);
            var isStable = true;
            foreach (var member in members)
            {
                if (stopped.Add(member.Pid))
                {
                    _ = Libc.Kill(member.Pid, Libc.SigStop);
                    isStable = false;
                }
            }

            if (isStable)
            {
                return members;
            }
        }
    }

    private static void AddDescendants(List<ProcessStat> all, Dictionary<int, ProcessStat> members)
    {
        bool grew;
        do
        {
            grew = false;
            foreach (var stat in all)
            {
                if (members.ContainsKey(stat.Parent) && members.TryAdd(stat.Pid, stat))
                {
                    grew = true;
                }
            }
        }
        while (grew);
    }
}
