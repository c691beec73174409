using System.Diagnostics;
using MesosOrleans.Cli.Http;
using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>A scheduler over the HTTP API that launches what it is told and collects statuses.</summary>
internal sealed class HttpScheduler : IDisposable
{
    private readonly SchedulerConnection _connection;
    private readonly IAsyncEnumerator<Event> _events;
    private readonly CancellationTokenSource _deadline;

    // Those that are out, so far as has been read.
    private readonly Dictionary<string, Offer> _offers = new(StringComparer.Ordinal);

    private HttpScheduler(SchedulerConnection connection, CancellationTokenSource deadline)
    {
        _connection = connection;
        _deadline = deadline;
        _events = connection.ReadAsync(deadline.Token).GetAsyncEnumerator(deadline.Token);
    }

    public FrameworkID FrameworkId { get; private set; } = null!;

    public static FrameworkInfo Framework(double failoverTimeout = 0) => new()
    {
        User = "root",
        Name = "end to end",
        FailoverTimeout = failoverTimeout,
        Roles = { "*" },
        Capabilities =
        {
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware },
        },
    };

    /// <summary>Subscribes, and waits for SUBSCRIBED. Everything after that has to happen before the deadline.</summary>
    public static async Task<HttpScheduler> SubscribeAsync(Uri master, FrameworkInfo framework, TimeSpan deadline)
    {
        var source = new CancellationTokenSource(deadline);
        var scheduler = new HttpScheduler(await SchedulerConnection.SubscribeAsync(master, framework, source.Token), source);
        var first = await scheduler.NextAsync();
        Assert.Equal(Event.Types.Type.Subscribed, first.Type);
        scheduler.FrameworkId = first.Subscribed.FrameworkId;
        return scheduler;
    }

    /// <summary>The next event that is not a heartbeat.</summary>
    public async Task<Event> NextAsync()
    {
        while (await _events.MoveNextAsync())
        {
            if (_events.Current.Type != Event.Types.Type.Heartbeat)
            {
                Remember(_events.Current);
                return _events.Current;
            }
        }

        throw new UnreachableException("the stream ended");
    }

    /// <summary>An offer that satisfies a condition, be it one that came while something else was waited for.</summary>
    public async Task<Offer> OfferAsync(Func<Offer, bool> condition)
    {
        while (true)
        {
            if (_offers.Values.FirstOrDefault(condition) is { } found)
            {
                return found;
            }

            Assert.NotEqual(Event.Types.Type.Error, (await NextAsync()).Type);
        }
    }

    /// <summary>
    /// Waits for an offer that fits, be it one that came while something else was waited for, and launches the tasks on it;
    /// declines others.
    /// </summary>
    public async Task<Offer> LaunchAsync(params BatchTask[] tasks)
    {
        while (true)
        {
            var offer = await OfferAsync(_ => true);
            var launch = new BatchPlan(tasks, 1).Place([offer])[0].Launch;
            if (launch.Count == tasks.Length)
            {
                await AcceptAsync(offer, launch);
                return offer;
            }

            await CallAsync(new Call { Type = Call.Types.Type.Decline, Decline = new Call.Types.Decline { OfferIds = { offer.Id } } });
        }
    }

    /// <summary>Acknowledges statuses of a task until it is in a state.</summary>
    public async Task<TaskStatus> UntilAsync(string taskId, params TaskState[] states)
    {
        while (true)
        {
            var item = await NextAsync();
            Assert.NotEqual(Event.Types.Type.Error, item.Type);
            if (item.Type != Event.Types.Type.Update)
            {
                continue;
            }

            var status = item.Update.Status;
            await AcknowledgeAsync(status);
            if (status.TaskId.Value != taskId)
            {
                continue;
            }

            if (states.Contains(status.State))
            {
                return status;
            }

            Assert.False(TaskStates.IsOver(status.State), $"{taskId} is {TaskStates.NameOf(status.State)}: {status.Message}");
        }
    }

    public Task KillAsync(string taskId) => CallAsync(new Call
    {
        Type = Call.Types.Type.Kill,
        Kill = new Call.Types.Kill { TaskId = new TaskID { Value = taskId } },
    });

    public Task TeardownAsync() => CallAsync(new Call { Type = Call.Types.Type.Teardown });

    public async Task CallAsync(Call call)
    {
        foreach (var id in (call.Accept?.OfferIds ?? []).Concat(call.Decline?.OfferIds ?? []))
        {
            _offers.Remove(id.Value);
        }

        call.FrameworkId = FrameworkId;
        await _connection.CallAsync(call, _deadline.Token);
    }

    public Task AcceptAsync(Offer offer, IEnumerable<TaskInfo> tasks) => AcceptAsync(offer, new Offer.Types.Operation
    {
        Type = Offer.Types.Operation.Types.Type.Launch,
        Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { tasks } },
    });

    public Task AcceptAsync(Offer offer, Offer.Types.Operation operation) => CallAsync(new Call
    {
        Type = Call.Types.Type.Accept,
        Accept = new Call.Types.Accept
        {
            OfferIds = { offer.Id },
            Operations = { operation },
            // What is left of the offer comes back soon.
            Filters = new Filters { RefuseSeconds = 0.1 },
        },
    });

    public void Dispose()
    {
        _connection.Dispose();
        _deadline.Dispose();
    }

    private void Remember(Event item)
    {
        foreach (var offer in item.Offers?.Offers_ ?? [])
        {
            _offers[offer.Id.Value] = offer;
        }

        if (item.Rescind is { } rescind)
        {
            _offers.Remove(rescind.OfferId.Value);
        }
    }

    private async Task AcknowledgeAsync(TaskStatus status)
    {
        if (status.HasUuid && status.Uuid.Length > 0)
        {
            await CallAsync(new Call
            {
                Type = Call.Types.Type.Acknowledge,
                Acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid },
            });
        }
    }
}
