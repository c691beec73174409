using System.Globalization;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Launch;

/// <summary>
/// A scheduler on the grain interfaces, as light as it can be: fills every offer with small tasks, acknowledges every
/// update. It keeps nothing but the times of its accepts.
/// </summary>
internal sealed class RateScheduler(IGrainFactory grains, string name, LaunchCounters counters) : ISchedulerObserver
{
    private const double TaskCpus = 1;
    private const double TaskMegabytes = 32;
    private const int TasksPerOfferMax = 100;
    private const double DeclineSeconds = 60;
    private static readonly IReadOnlyList<Resource> TaskResources = [.. ResourceSet.Parse("cpus:1;mem:32").ToProto()];
    private static readonly CommandInfo TaskCommand = new() { Value = "true" };

    // Events come one batch at a time: no lock.
    private readonly Dictionary<string, long> _accepted = new(StringComparer.Ordinal);
    private readonly string _streamId = Guid.NewGuid().ToString();
    private FrameworkID _id = new();
    private IFrameworkGrain _grain = null!;
    private ISchedulerObserver? _reference;
    private volatile bool _draining;
    private long _tasks;
    private long _open;

    /// <summary>Tasks that were accepted and whose end is not acknowledged.</summary>
    public long Open => Interlocked.Read(ref _open);

    /// <summary>Takes no more offers.</summary>
    public void Drain() => _draining = true;

    /// <summary>Every accepted task must come to its end, those of the last moment too, and in the way it was meant to.</summary>
    /// <exception cref="InvalidOperationException">Something else happened to one: a rate with losses is no rate.</exception>
    /// <exception cref="TimeoutException">One did not end.</exception>
    public static async Task DrainAsync(IReadOnlyList<RateScheduler> schedulers, LaunchCounters counters)
    {
        foreach (var scheduler in schedulers)
        {
            scheduler.Drain();
        }

        await Eventually.TrueAsync(
            () =>
            {
                counters.ThrowIfFailed();
                return schedulers.All(scheduler => scheduler.Open == 0);
            },
            "every accepted task has ended");
        counters.ThrowIfFailed();
    }

    /// <summary>Registers the framework, in a role of its own.</summary>
    public async Task SubscribeAsync()
    {
        _id = new FrameworkID { Value = await grains.GetGrain<IClusterGrain>(0).NextFrameworkId() };
        _grain = grains.GetGrain<IFrameworkGrain>(_id.Value);
        _reference = grains.CreateObjectReference<ISchedulerObserver>(this);
        var result = await _grain.Subscribe(new SubscribeRequest
        {
            Subscribe = new Call.Types.Subscribe { FrameworkInfo = BenchFramework.Info(name, role: name) },
            StreamId = _streamId,
            Observer = _reference,
        });
        if (result.Error is not null)
        {
            throw new InvalidOperationException($"{name} was refused: {result.Error}");
        }
    }

    /// <inheritdoc />
    public Task OnEvents(SchedulerEvents events)
    {
        foreach (var heard in events.Events)
        {
            switch (heard.Type)
            {
                case Event.Types.Type.Offers:
                    foreach (var offer in heard.Offers.Offers_)
                    {
                        Fill(offer);
                    }

                    break;
                case Event.Types.Type.Update:
                    Hear(heard.Update.Status);
                    break;
                case Event.Types.Type.Error:
                    counters.Failed($"{name}: {heard.Error.Message}");
                    break;
                default:
                    break;
            }
        }

        // Calls are not awaited here: the grain waits for this method, and they go to the grain.
        return Task.CompletedTask;
    }

    private void Fill(Offer offer)
    {
        var count = Math.Min(
            TasksPerOfferMax, (int)Math.Min(Amount(offer, "cpus") / TaskCpus, Amount(offer, "mem") / TaskMegabytes));
        if (count == 0 || _draining)
        {
            CallAsync(new Call
            {
                Type = Call.Types.Type.Decline,
                Decline = new Call.Types.Decline
                {
                    OfferIds = { offer.Id },
                    Filters = new Filters { RefuseSeconds = DeclineSeconds },
                },
            }).Ignore();
            return;
        }

        var launch = new Offer.Types.Operation.Types.Launch();
        var now = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{_tasks++}");
            _accepted[id] = now;
            Interlocked.Increment(ref _open);
            launch.TaskInfos.Add(new TaskInfo
            {
                Name = id,
                TaskId = new TaskID { Value = id },
                AgentId = offer.AgentId,
                Resources = { TaskResources },
                Command = TaskCommand,
            });
        }

        counters.Accepting();
        CallAsync(new Call
        {
            Type = Call.Types.Type.Accept,
            Accept = new Call.Types.Accept
            {
                OfferIds = { offer.Id },
                Filters = new Filters { RefuseSeconds = 0 },
                Operations = { new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = launch } },
            },
        }).Ignore();
    }

    private static double Amount(Offer offer, string resource)
    {
        var sum = 0.0;
        foreach (var each in offer.Resources)
        {
            sum += each.Name == resource ? each.Scalar?.Value ?? 0 : 0;
        }

        return sum;
    }

    private void Hear(TaskStatus status)
    {
        switch (status.State)
        {
            case TaskState.TaskRunning:
                if (_accepted.Remove(status.TaskId.Value, out var accepted))
                {
                    counters.Running(TimeProvider.System.GetElapsedTime(accepted));
                }

                break;
            case TaskState.TaskFinished:
                break;
            default:
                counters.Failed($"{status.TaskId.Value} is {status.State}: {status.Message}");
                break;
        }

        if (status.HasUuid)
        {
            AcknowledgeAsync(status).Ignore();
        }
    }

    private async Task AcknowledgeAsync(TaskStatus status)
    {
        await CallAsync(new Call
        {
            Type = Call.Types.Type.Acknowledge,
            Acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid },
        });
        if (status.State == TaskState.TaskFinished)
        {
            Interlocked.Decrement(ref _open);
            counters.Finished();
        }
    }

    private async Task CallAsync(Call call)
    {
        call.FrameworkId = _id;
        try
        {
            var result = await _grain.Call(new SchedulerCall { Call = call, StreamId = _streamId });
            if (!result.Succeeded)
            {
                counters.Failed($"{name}: {call.Type} was answered {result.Status}: {result.Message}");
            }
        }
        catch (Exception failure)
        {
            counters.Failed($"{name}: {call.Type}: {failure.Message}");
        }
    }
}
