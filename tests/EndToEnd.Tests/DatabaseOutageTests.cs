using System.Collections.Concurrent;
using System.Net;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>A database that stops answering, under load: calls are answered 503 meanwhile, what was accepted survives.</summary>
public sealed class DatabaseOutageTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task CallsAreAnswered503AndAcceptedLaunchesSurvive()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        await cluster.ExplainAsync(async () =>
        {
            using var stream = await OpenStream.SubscribeAsync(cluster.Master(0), HttpScheduler.Framework(failoverTimeout: 600));
            var load = new Load(stream, cluster);
            using var stop = new CancellationTokenSource();
            Task[] running = [load.LaunchAsync(stop.Token), load.AskAsync(stop.Token), load.ReviseAsync(stop.Token)];
            try
            {
                await WaitAsync("launches", running, () => load.Finished >= 3);
                cluster.Database.Pause();
                await WaitAsync("503", running, () => load.Statuses.ContainsKey(HttpStatusCode.ServiceUnavailable));
            }
            finally
            {
                cluster.Database.Resume();
            }

            var before = load.Finished;
            await WaitAsync("launches again", running, () => load.Finished >= before + 3);
            load.TakeNoMore();
            await WaitAsync("the ends of all that was accepted", running, () => load.Unfinished.Count == 0);
            await stop.CancelAsync();
            await Task.WhenAll(running);
            Assert.Equal(
                [HttpStatusCode.Accepted, HttpStatusCode.ServiceUnavailable], load.Statuses.Keys.Order());
        });
    }

    // An offer may have become void while it was being accepted: that is an answer too.
    private static bool IsEnd(TaskStatus status) => status.State == TaskState.TaskFinished
        || status is { State: TaskState.TaskDropped, Reason: TaskStatus.Types.Reason.InvalidOffers };

    private static Task WaitAsync(string what, Task[] running, Func<bool> condition) =>
        Eventually.HoldsAsync(what, Deadline, async () =>
        {
            if (running.FirstOrDefault(task => task.IsFaulted) is { } failed)
            {
                await failed;
            }

            return condition();
        });

    private sealed class Load(OpenStream stream, SiloCluster cluster)
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
        private int _calls;
        private volatile bool _closed;

        public ConcurrentDictionary<HttpStatusCode, int> Statuses { get; } = new();

        /// <summary>Tasks whose ACCEPT was answered 202.</summary>
        public ConcurrentDictionary<string, bool> Accepted { get; } = new();

        /// <summary>Those of them that have not come to their end.</summary>
        public IReadOnlyCollection<string> Unfinished =>
            [.. Accepted.Keys.Except(stream.Updates.Where(IsEnd).Select(status => status.TaskId.Value))];

        /// <summary>Tasks that have come to their end.</summary>
        public int Finished => stream.Updates.Count(status => status is { State: TaskState.TaskFinished });

        /// <summary>Launches nothing more.</summary>
        public void TakeNoMore() => _closed = true;

        /// <summary>Launches a task on each offer, and acknowledges.</summary>
        public async Task LaunchAsync(CancellationToken stop)
        {
            var seen = 0;
            for (var number = 0; !stop.IsCancellationRequested;)
            {
                foreach (var item in stream.Events.Skip(seen).ToList())
                {
                    seen++;
                    if (item.Update?.Status is { HasUuid: true } status)
                    {
                        await CallAsync(OpenStream.Acknowledge(status));
                    }
                    else if (item.Offers?.Offers_[0] is { } offer && !_closed && !Rescinded(offer))
                    {
                        var id = $"task-{number++}";
                        if (await CallAsync(OpenStream.Accept(offer, BatchTask.Shell(id, "true"))) == HttpStatusCode.Accepted)
                        {
                            Accepted[id] = true;
                        }
                    }
                }

                await Task.Delay(Pause, CancellationToken.None);
                Assert.False(stream.Ended.IsCompleted, "the stream ended");
            }
        }

        /// <summary>Reconciles.</summary>
        public Task AskAsync(CancellationToken stop) => RepeatAsync(
            () => new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile() }, stop);

        /// <summary>Revives: what needs the database every time.</summary>
        public Task ReviseAsync(CancellationToken stop) => RepeatAsync(() => new Call { Type = Call.Types.Type.Revive }, stop);

        private bool Rescinded(Offer offer) => stream.Events.Any(item => item.Rescind?.OfferId.Equals(offer.Id) ?? false);

        private async Task RepeatAsync(Func<Call> call, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                await CallAsync(call());
                await Task.Delay(Pause * 5, CancellationToken.None);
            }
        }

        private async Task<HttpStatusCode> CallAsync(Call call)
        {
            var silo = Interlocked.Increment(ref _calls) % cluster.Count;
            var status = await stream.CallAsync(cluster.Master(silo), call);
            Statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            return status;
        }
    }
}
