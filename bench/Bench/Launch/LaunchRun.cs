namespace MesosOrleans.Bench.Launch;

/// <summary>What <see cref="LaunchCounters"/> counted.</summary>
/// <param name="Finished">Tasks that finished and were acknowledged.</param>
/// <param name="Accepts">Calls ACCEPT that were sent.</param>
/// <param name="Elapsed">Within this time.</param>
/// <param name="AcceptToRunning">From the call ACCEPT to the event TASK_RUNNING.</param>
internal sealed record LaunchRun(long Finished, long Accepts, TimeSpan Elapsed, Latencies AcceptToRunning);
