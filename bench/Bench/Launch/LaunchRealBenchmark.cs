using System.Globalization;
using MesosOrleans.Bench.Processes;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Bench.Launch;

/// <summary>Real tasks per second on one agent: real processes, an HTTP scheduler, a bounded number of tasks in flight.</summary>
internal sealed class LaunchRealBenchmark : IBenchmark
{
    private const int Tasks = 200;
    private const int InFlightMax = 50;
    private const int WarmUpTasks = 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    public string Name => "launch.real";

    public string Summary => "tasks/s: 200 real `true` tasks, 50 in flight, one agent; POSIX launcher and crun";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        foreach (var launcher in new[] { "posix", "linux" })
        {
            await BenchCluster.RunAsync(
                launcher,
                "cpus:64;mem:65536;disk:1024",
                figures,
                cluster => MeasureAsync(launcher, cluster, figures, deadline.Token),
                deadline.Token);
        }
    }

    private async Task MeasureAsync(
        string launcher, BenchCluster cluster, FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var scheduler = await HttpScheduler.SubscribeAsync(
            cluster.Master, BenchFramework.Info(Name), cancellationToken);
        var tasks = new TrueTasks(scheduler);
        await RunManyAsync(scheduler, tasks, "warm", WarmUpTasks, cancellationToken);
        var elapsed = await RunManyAsync(scheduler, tasks, "true", Tasks, cancellationToken);
        figures.Figure(
            Name,
            Tasks / elapsed.TotalSeconds,
            "tasks/s",
            ("launcher", launcher),
            ("tasks", Tasks),
            ("inFlight", InFlightMax),
            ("seconds", Math.Round(elapsed.TotalSeconds, 3)));
    }

    /// <summary>From the first ACCEPT to the last TASK_FINISHED.</summary>
    private static async Task<TimeSpan> RunManyAsync(
        HttpScheduler scheduler, TrueTasks tasks, string prefix, int count, CancellationToken cancellationToken)
    {
        while (tasks.Room < 1)
        {
            await tasks.NextAsync(cancellationToken);
        }

        var start = TimeProvider.System.GetTimestamp();
        var calls = new List<Task>();
        var (launched, finished) = (0, 0);
        while (true)
        {
            var batch = Math.Min(Math.Min(InFlightMax - (launched - finished), count - launched), tasks.Room);
            if (batch > 0)
            {
                var ids = Enumerable.Range(launched, batch).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{i}"));
                calls.Add(tasks.LaunchAsync([.. ids], cancellationToken));
                launched += batch;
            }

            if (await tasks.NextAsync(cancellationToken) is not var (status, receivedAt))
            {
                continue;
            }

            calls.Add(scheduler.AcknowledgeAsync(status, cancellationToken));
            if (status.State == TaskState.TaskFinished && ++finished == count)
            {
                await Task.WhenAll(calls);
                return TimeProvider.System.GetElapsedTime(start, receivedAt);
            }
        }
    }
}
