using Google.Protobuf;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Client;

/// <summary>The calls of a scheduler. Each returns once its effects are durable.</summary>
public sealed partial class FrameworkSession
{
    /// <summary>
    /// Uses offers for operations, in the order given. What the operations leave of the offers goes back. Failures of
    /// single tasks come as <see cref="Events.TaskUpdated"/>.
    /// </summary>
    /// <param name="offers">Offers of one agent and one role.</param>
    /// <param name="operations">What to do with them; none is the same as declining.</param>
    /// <param name="filters">For how long the rest is not to be offered again; 5 s when null.</param>
    /// <param name="cancellationToken">Gives up waiting; the call may have been taken.</param>
    /// <exception cref="MesosCallException">The call was refused as a whole and changed nothing.</exception>
    /// <exception cref="MesosConnectionException">
    /// The cluster did not answer. Whether the call was taken is not known: it is never repeated by itself, because a task
    /// must not be launched twice. Reconcile.
    /// </exception>
    public Task AcceptAsync(
        IEnumerable<OfferID> offers, IEnumerable<Offer.Types.Operation> operations, Filters? filters = null, CancellationToken cancellationToken = default)
    {
        var accept = new Call.Types.Accept { Filters = filters };
        accept.OfferIds.AddRange(offers);
        accept.Operations.AddRange(operations);
        return CallAsync(new Call { Type = Call.Types.Type.Accept, Accept = accept }, repeatable: false, cancellationToken);
    }

    /// <summary>Launches tasks on one offer.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="tasks">The tasks; an agent id that is unset is filled in from the offer.</param>
    /// <exception cref="MesosCallException">As <see cref="AcceptAsync"/>.</exception>
    /// <exception cref="MesosConnectionException">As <see cref="AcceptAsync"/>.</exception>
    public Task LaunchAsync(Offer offer, params IEnumerable<TaskInfo> tasks) => LaunchAsync(offer, tasks, null);

    /// <summary>Launches tasks on one offer.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="tasks">The tasks; an agent id that is unset is filled in from the offer.</param>
    /// <param name="filters">For how long the rest is not to be offered again; 5 s when null.</param>
    /// <param name="cancellationToken">Gives up waiting; the call may have been taken.</param>
    /// <exception cref="MesosCallException">As <see cref="AcceptAsync"/>.</exception>
    /// <exception cref="MesosConnectionException">As <see cref="AcceptAsync"/>.</exception>
    public Task LaunchAsync(
        Offer offer, IEnumerable<TaskInfo> tasks, Filters? filters, CancellationToken cancellationToken = default)
    {
        var launch = new Offer.Types.Operation.Types.Launch();
        foreach (var task in tasks)
        {
            var info = task;
            if (info.AgentId is null)
            {
                info = task.Clone();
                info.AgentId = offer.AgentId;
            }

            launch.TaskInfos.Add(info);
        }

        var operation = new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = launch };
        return AcceptAsync([offer.Id], [operation], filters, cancellationToken);
    }

    /// <summary>Gives offers back.</summary>
    /// <param name="offers">The offers; unknown ones are ignored.</param>
    /// <param name="refuseFor">For how long the same is not to be offered again; 5 s when null, 0 for not at all.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task DeclineAsync(
        IEnumerable<OfferID> offers, TimeSpan? refuseFor = null, CancellationToken cancellationToken = default)
    {
        var decline = new Call.Types.Decline();
        decline.OfferIds.AddRange(offers);
        if (refuseFor is { } time)
        {
            decline.Filters = new Filters { RefuseSeconds = time.TotalSeconds };
        }

        return CallAsync(new Call { Type = Call.Types.Type.Decline, Decline = decline }, repeatable: true, cancellationToken);
    }

    /// <summary>Asks for a task to be killed; its TASK_KILLED comes as an event.</summary>
    /// <param name="task">The task.</param>
    /// <param name="agent">The agent that it runs on, when known: a task that is elsewhere is left alone then.</param>
    /// <param name="gracePeriod">Time between the polite and the hard signal; as the task says when null.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task KillAsync(
        TaskID task, AgentID? agent = null, TimeSpan? gracePeriod = null, CancellationToken cancellationToken = default)
    {
        const long NanosecondsPerTick = 100;
        var kill = new Call.Types.Kill { TaskId = task, AgentId = agent };
        if (gracePeriod is { } grace)
        {
            kill.KillPolicy = new KillPolicy
            {
                GracePeriod = new DurationInfo { Nanoseconds = grace.Ticks * NanosecondsPerTick },
            };
        }

        return CallAsync(new Call { Type = Call.Types.Type.Kill, Kill = kill }, repeatable: true, cancellationToken);
    }

    /// <summary>Acknowledges a status, so that it is not sent again and the task's next one can come.</summary>
    /// <param name="status">The status as received; nothing is done for one that carries no uuid.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task AcknowledgeAsync(TaskStatus status, CancellationToken cancellationToken = default)
    {
        if (!status.HasUuid || status.Uuid.Length == 0)
        {
            return Task.CompletedTask;
        }

        var acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid };
        return CallAsync(
            new Call { Type = Call.Types.Type.Acknowledge, Acknowledge = acknowledge }, repeatable: true, cancellationToken);
    }

    /// <summary>Asks for offers again: lifts suppression and forgets the filters of earlier declines.</summary>
    /// <param name="roles">The roles meant; all when empty.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task ReviveAsync(IEnumerable<string>? roles = null, CancellationToken cancellationToken = default)
    {
        var revive = new Call.Types.Revive();
        revive.Roles.AddRange(roles ?? []);
        return CallAsync(new Call { Type = Call.Types.Type.Revive, Revive = revive }, repeatable: true, cancellationToken);
    }

    /// <summary>Asks for no more offers. Offers that are out stay good.</summary>
    /// <param name="roles">The roles meant; all when empty.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task SuppressAsync(IEnumerable<string>? roles = null, CancellationToken cancellationToken = default)
    {
        var suppress = new Call.Types.Suppress();
        suppress.Roles.AddRange(roles ?? []);
        return CallAsync(
            new Call { Type = Call.Types.Type.Suppress, Suppress = suppress }, repeatable: true, cancellationToken);
    }

    /// <summary>Asks for the present status of tasks; the answers come as <see cref="Events.TaskUpdated"/>.</summary>
    /// <param name="tasks">Tasks with their agents, where known; all tasks that the cluster knows when empty.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task ReconcileAsync(
        IEnumerable<KeyValuePair<string, AgentID>>? tasks = null, CancellationToken cancellationToken = default)
    {
        var reconcile = new Call.Types.Reconcile();
        foreach (var (task, agent) in tasks ?? [])
        {
            reconcile.Tasks.Add(new Call.Types.Reconcile.Types.Task { TaskId = new TaskID { Value = task }, AgentId = agent });
        }

        return CallAsync(
            new Call { Type = Call.Types.Type.Reconcile, Reconcile = reconcile }, repeatable: true, cancellationToken);
    }

    /// <summary>Sends a message to an executor. It may get lost.</summary>
    /// <param name="agent">The agent that the executor runs on.</param>
    /// <param name="executor">The executor.</param>
    /// <param name="data">The message.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public Task SendMessageAsync(
        AgentID agent, ExecutorID executor, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var message = new Call.Types.Message
        {
            AgentId = agent,
            ExecutorId = executor,
            Data = ByteString.CopyFrom(data.Span),
        };
        return CallAsync(new Call { Type = Call.Types.Type.Message, Message = message }, repeatable: false, cancellationToken);
    }

    /// <summary>
    /// Removes the framework: its tasks are killed and its id cannot come back. The session ends
    /// (<see cref="Events.SubscriptionEnded"/>).
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MesosCallException">The call was refused.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public async Task TeardownAsync(CancellationToken cancellationToken = default)
    {
        await CallAsync(new Call { Type = Call.Types.Type.Teardown }, repeatable: false, cancellationToken);

        // The framework is gone: the session must not bring it back.
        _keepAlive.Dispose();
    }

    private Task CallAsync(Call call, bool repeatable, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        call.FrameworkId = Id;
        return _retry.CallAsync(
            () => _framework.Call(new SchedulerCall { Call = call, StreamId = _streamId }), repeatable, cancellationToken);
    }

    private async Task TryAcknowledgeAsync(TaskStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await AcknowledgeAsync(status, cancellationToken);
        }
        catch (Exception failure) when (failure is MesosCallException or MesosConnectionException or ObjectDisposedException)
        {
            // Nothing is lost: a status that is not acknowledged comes again.
            LogNotAcknowledged(_logger, Id.Value, failure.Message);
        }
    }
}
