using System.Collections.Concurrent;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.ClusterSupport;

/// <summary>A scheduler on the grain interfaces: records what it hears, acknowledges what must be acknowledged.</summary>
public sealed class TestScheduler : ISchedulerObserver
{
    private readonly IGrainFactory _grains;
    private readonly FrameworkInfo _info;
    private ISchedulerObserver? _reference;

    /// <summary>Creates a scheduler that is not subscribed yet.</summary>
    public TestScheduler(IGrainFactory grains, FrameworkInfo info)
    {
        _grains = grains;
        _info = info;
    }

    /// <summary>The framework's id, once subscribed.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Id of the session.</summary>
    public string StreamId { get; private set; } = "";

    /// <summary>Everything that was heard, in order.</summary>
    public ConcurrentQueue<Event> Events { get; } = new();

    /// <summary>Offers that are out.</summary>
    public ConcurrentDictionary<string, Offer> Offers { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether updates are acknowledged when they come.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Called for each offer and each update, after it was recorded.</summary>
    public Action<Event>? OnEvent { get; set; }

    /// <summary>True once the session was ended by the other side.</summary>
    public bool IsClosed { get; private set; }

    private IFrameworkGrain Grain => _grains.GetGrain<IFrameworkGrain>(Id);

    /// <summary>Subscribes; with the id of before when there was one.</summary>
    /// <returns>The error, or null.</returns>
    public async Task<string?> Subscribe(params string[] suppressed)
    {
        if (Id.Length == 0)
        {
            Id = await _grains.GetGrain<IClusterGrain>(0).NextFrameworkId();
        }

        StreamId = Guid.NewGuid().ToString();
        _reference = _grains.CreateObjectReference<ISchedulerObserver>(this);
        var result = await Grain.Subscribe(new SubscribeRequest
        {
            Subscribe = new Call.Types.Subscribe { FrameworkInfo = _info, SuppressedRoles = { suppressed } },
            StreamId = StreamId,
            Observer = _reference,
        });
        return result.Error;
    }

    /// <summary>Tells the grain that the connection is open, and puts it back behind a grain that moved.</summary>
    public async Task KeepAlive()
    {
        if (!await Grain.KeepAlive(StreamId))
        {
            await Grain.Reattach(StreamId, _reference!, [.. Offers.Keys]);
        }
    }

    /// <summary>The same framework in front of another cluster, or as another instance of its scheduler.</summary>
    public TestScheduler Reborn(IGrainFactory grains)
    {
        var info = _info.Clone();
        info.Id = new FrameworkID { Value = Id };
        return new TestScheduler(grains, info) { Id = Id };
    }

    /// <summary>Makes a call; the framework id is filled in.</summary>
    public Task<CallResult> Call(Call call)
    {
        call.FrameworkId = new FrameworkID { Value = Id };
        return Grain.Call(new SchedulerCall { Call = call, StreamId = StreamId });
    }

    /// <summary>Launches tasks on an offer.</summary>
    public Task<CallResult> Launch(Offer offer, double refuseSeconds, params TaskInfo[] tasks)
    {
        Offers.TryRemove(offer.Id.Value, out _);
        return Call(new Call
        {
            Type = Protocol.V1.SchedulerApi.Call.Types.Type.Accept,
            Accept = new Call.Types.Accept
            {
                OfferIds = { offer.Id },
                Filters = new Filters { RefuseSeconds = refuseSeconds },
                Operations =
                {
                    new Offer.Types.Operation
                    {
                        Type = Offer.Types.Operation.Types.Type.Launch,
                        Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { tasks } },
                    },
                },
            },
        });
    }

    /// <summary>Accepts an offer with operations.</summary>
    public Task<CallResult> Accept(Offer offer, params Offer.Types.Operation[] operations)
    {
        Offers.TryRemove(offer.Id.Value, out _);
        return Call(new Call
        {
            Type = Protocol.V1.SchedulerApi.Call.Types.Type.Accept,
            Accept = new Call.Types.Accept
            {
                OfferIds = { offer.Id },
                Filters = new Filters { RefuseSeconds = 0 },
                Operations = { operations },
            },
        });
    }

    /// <summary>Outcomes of operations that were heard, in order.</summary>
    public IEnumerable<OperationStatus> OperationStatuses() => Events
        .Where(heard => heard.Type == Event.Types.Type.UpdateOperationStatus)
        .Select(heard => heard.UpdateOperationStatus.Status);

    /// <summary>Declines offers.</summary>
    public Task<CallResult> Decline(double refuseSeconds, params Offer[] offers)
    {
        foreach (var offer in offers)
        {
            Offers.TryRemove(offer.Id.Value, out _);
        }

        return Call(new Call
        {
            Type = Protocol.V1.SchedulerApi.Call.Types.Type.Decline,
            Decline = new Call.Types.Decline
            {
                OfferIds = { offers.Select(offer => offer.Id) },
                Filters = new Filters { RefuseSeconds = refuseSeconds },
            },
        });
    }

    /// <summary>Closes the connection.</summary>
    public Task Disconnect() => Grain.Disconnect(StreamId);

    /// <summary>States that a task was reported in, in order.</summary>
    public IReadOnlyList<TaskState> StatesOf(string taskId) =>
        [.. Updates().Where(status => status.TaskId.Value == taskId).Select(status => status.State)];

    /// <summary>All statuses that were heard.</summary>
    public IEnumerable<TaskStatus> Updates() =>
        Events.Where(heard => heard.Type == Event.Types.Type.Update).Select(heard => heard.Update.Status);

    /// <summary>A command task.</summary>
    public static TaskInfo Task(string id, Offer offer, string resources = "cpus:0.1;mem:32") => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = offer.AgentId,
        Resources = { ResourceSet.Parse(resources).ToProto() },
        Command = new CommandInfo { Value = "true" },
    };

    /// <inheritdoc />
    public async Task OnEvents(SchedulerEvents events)
    {
        if (events.StreamId != StreamId)
        {
            return;
        }

        foreach (var heard in events.Events)
        {
            await Hear(heard);
        }

        IsClosed |= events.Last;
    }

    private async Task Hear(Event heard)
    {
        Events.Enqueue(heard);
        switch (heard.Type)
        {
            case Event.Types.Type.Offers:
                foreach (var offer in heard.Offers.Offers_)
                {
                    Offers[offer.Id.Value] = offer;
                }

                break;
            case Event.Types.Type.Rescind:
                Offers.TryRemove(heard.Rescind.OfferId.Value, out _);
                break;
            case Event.Types.Type.Update when Acknowledges && heard.Update.Status.HasUuid:
                var status = heard.Update.Status;

                // Not awaited: the grain waits for this method, and the call goes to the grain.
                Call(new Call
                {
                    Type = Protocol.V1.SchedulerApi.Call.Types.Type.Acknowledge,
                    Acknowledge = new Call.Types.Acknowledge
                    {
                        AgentId = status.AgentId,
                        TaskId = status.TaskId,
                        Uuid = status.Uuid,
                    },
                }).Ignore();
                break;
            default:
                break;
        }

        OnEvent?.Invoke(heard);
        await System.Threading.Tasks.Task.CompletedTask;
    }
}
