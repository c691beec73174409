using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.AgentLink;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>
/// A framework: its scheduler's session, its outstanding offers, the order of events towards its scheduler.
/// Key: framework id. Calls go down, to agents and tasks; what comes up is one-way.
/// </summary>
[Alias("MesosOrleans.IFrameworkGrain")]
public interface IFrameworkGrain : IGrainWithStringKey
{
    /// <summary>
    /// Registers the framework, or takes it over from its present session (http-api.md 4.2). Events reach
    /// <see cref="SubscribeRequest.Observer"/>, SUBSCRIBED first; a refusal is a result with an error text, and no event.
    /// </summary>
    [ResponseTimeout("00:00:20")]
    [Alias("Subscribe")]
    Task<SubscribeResult> Subscribe(SubscribeRequest request);

    /// <summary>
    /// Any other call of the scheduler API that has passed the checks which need no framework (http-api.md 1.2, 4.1).
    /// Returns once the effects are durable. Failures of the call are results, never exceptions.
    /// </summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:20")]
    [Alias("Call")]
    Task<CallResult> Call(SchedulerCall call);

    /// <summary>
    /// Tells whether <paramref name="streamId"/> is the framework's present session. False after the grain moved:
    /// the holder of the connection then calls <see cref="Reattach"/>.
    /// </summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:05")]
    [Alias("KeepAlive")]
    Task<bool> KeepAlive(string streamId);

    /// <summary>Puts a connection that is still open back behind a grain that was activated anew.</summary>
    /// <param name="streamId">The session.</param>
    /// <param name="observer">Where events go from now on.</param>
    /// <param name="offers">Offers that the scheduler holds (<see cref="HeldOffers"/>): those unknown here are rescinded.</param>
    /// <returns>False when the framework was taken over or removed meanwhile: the connection must be closed.</returns>
    [ResponseTimeout("00:00:10")]
    [Alias("Reattach")]
    Task<bool> Reattach(string streamId, ISchedulerObserver observer, IReadOnlyList<string> offers);

    /// <summary>
    /// The silo that holds the connection goes away: the scheduler is expected to subscribe again, and gets a moment for
    /// it whatever its failover_timeout.
    /// </summary>
    [ResponseTimeout("00:00:05")]
    [Alias("Suspend")]
    Task Suspend(string streamId);

    /// <summary>The connection broke or was closed. Ignored when another session has taken over.</summary>
    [ResponseTimeout("00:00:20")]
    [Alias("Disconnect")]
    Task Disconnect(string streamId);

    /// <summary>Removes the framework and kills its tasks, on an operator's word.</summary>
    /// <returns>False when there is no such framework.</returns>
    [Alias("Teardown")]
    Task<bool> Teardown();

    /// <summary>Kills one task on an operator's word, as if its scheduler had asked.</summary>
    /// <returns>False when the framework has no such task.</returns>
    [Alias("KillTask")]
    Task<bool> KillTask(string taskId);

    /// <summary>
    /// Makes offers void: the scheduler hears RESCIND of those it has. One that is on its way here is void when it comes.
    /// </summary>
    /// <returns>The offers that are void now: all but those that are being accepted.</returns>
    [AlwaysInterleave]
    [Alias("RescindOffers")]
    Task<IReadOnlyList<string>> RescindOffers(IReadOnlyList<string> offerIds);

    /// <summary>The allocator's root began anew: offers of its former lives are void, and it has to be told everything.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("OnAllocatorStarted")]
    Task OnAllocatorStarted(long rootEpoch);

    /// <summary>Status updates on their way to the scheduler. Lost ones come again: the agent node repeats them.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("OnStatusUpdates")]
    Task OnStatusUpdates(StatusUpdateBatch batch);

    /// <summary>Outcomes of operations on their way to the scheduler. Lost ones come again: the agent repeats them.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("OnOperationStatuses")]
    Task OnOperationStatuses(OperationStatusBatch batch);

    /// <summary>An agent is gone or unreachable: its offers are void, the scheduler gets FAILURE.</summary>
    [OneWay]
    [Alias("OnAgentLost")]
    Task OnAgentLost(string agentId);

    /// <summary>An executor's message to its scheduler; best effort.</summary>
    [OneWay]
    [Alias("OnExecutorMessage")]
    Task OnExecutorMessage(string agentId, ExecutorMessage message);

    /// <summary>An executor has ended.</summary>
    [OneWay]
    [Alias("OnExecutorExited")]
    Task OnExecutorExited(string agentId, ExecutorExited exited);

    /// <summary>Brings the grain to life so that its time-outs run.</summary>
    [Alias("EnsureActive")]
    Task EnsureActive();

    /// <summary>What a shard of the view that has come up anew must know.</summary>
    [AlwaysInterleave]
    [Alias("Describe")]
    Task<FrameworkReport> Describe();

    /// <summary>
    /// Makes the view show at once what the framework's calls have changed, here and on agents; done when it does, but
    /// for tasks, which show themselves.
    /// </summary>
    /// <returns>Tasks launched since the last time.</returns>
    [AlwaysInterleave]
    [Alias("ShowChanges")]
    Task<IReadOnlyList<string>> ShowChanges();
}
