using System.Globalization;
using MesosOrleans.Bench.Processes;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Bench.Launch;

/// <summary>
/// Time from sending ACCEPT to having received TASK_RUNNING at an HTTP scheduler: real processes, real <c>true</c> tasks,
/// one after the other.
/// </summary>
internal static class LaunchLatency
{
    private const int WarmUpTasks = 10;
    private const int MeasuredTasks = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>Measures with one launcher.</summary>
    public static async Task RunAsync(string name, string launcher, FigureWriter figures, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        await BenchCluster.RunAsync(
            launcher,
            "cpus:8;mem:8192;disk:1024",
            figures,
            cluster => MeasureAsync(name, launcher, cluster, figures, deadline.Token),
            deadline.Token);
    }

    private static async Task MeasureAsync(
        string name, string launcher, BenchCluster cluster, FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var scheduler = await HttpScheduler.SubscribeAsync(
            cluster.Master, BenchFramework.Info(name), cancellationToken);
        var tasks = new TrueTasks(scheduler);
        var toRunning = new Latencies();
        var toFinished = new Latencies();
        for (var i = 0; i < WarmUpTasks + MeasuredTasks; i++)
        {
            var (running, finished) = await RunOneAsync(
                scheduler, tasks, string.Create(CultureInfo.InvariantCulture, $"true-{i}"), cancellationToken);
            if (i >= WarmUpTasks)
            {
                toRunning.Add(running);
                toFinished.Add(finished);
            }
        }

        figures.Figure(
            name,
            toRunning.Percentile(0.5),
            "ms",
            ("launcher", launcher),
            ("tasks", MeasuredTasks),
            ("p50Ms", toRunning.Percentile(0.5)),
            ("p90Ms", toRunning.Percentile(0.9)),
            ("p99Ms", toRunning.Percentile(0.99)),
            ("finishedP50Ms", toFinished.Percentile(0.5)));
    }

    private static async Task<(TimeSpan Running, TimeSpan Finished)> RunOneAsync(
        HttpScheduler scheduler, TrueTasks tasks, string id, CancellationToken cancellationToken)
    {
        while (tasks.Room < 1)
        {
            await tasks.NextAsync(cancellationToken);
        }

        var accepted = TimeProvider.System.GetTimestamp();
        var launching = tasks.LaunchAsync([id], cancellationToken);
        TimeSpan? running = null;
        while (true)
        {
            if (await tasks.NextAsync(cancellationToken) is not var (status, receivedAt) || status.TaskId.Value != id)
            {
                continue;
            }

            var elapsed = TimeProvider.System.GetElapsedTime(accepted, receivedAt);
            await scheduler.AcknowledgeAsync(status, cancellationToken);
            if (status.State == TaskState.TaskRunning)
            {
                running ??= elapsed;
            }
            else if (status.State == TaskState.TaskFinished)
            {
                await launching;
                return (running ?? throw new InvalidOperationException($"{id} finished before it ran"), elapsed);
            }
        }
    }
}
