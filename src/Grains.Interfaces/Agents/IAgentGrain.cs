using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>
/// A machine: the arbiter of what runs on it. Nothing is committed beyond its total, whatever anyone offered.
/// Key: agent id.
/// </summary>
[Alias("MesosOrleans.IAgentGrain")]
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>A node's stream has opened, or re-registers on an open stream: its whole ledger.</summary>
    [Alias("Attach")]
    Task<AttachResult> Attach(AgentAttachment attachment);

    /// <summary>Tells whether the session is the present one; false after the grain moved: the node must register again.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:05")]
    [Alias("KeepAlive")]
    Task<bool> KeepAlive(string sessionId);

    /// <summary>The stream closed. Tasks run on; the agent becomes unreachable when it stays away.</summary>
    /// <param name="sessionId">The session of the stream.</param>
    /// <param name="silence">Time since the node was heard last: it counts as away since then.</param>
    [Alias("Detach")]
    Task Detach(string sessionId, TimeSpan silence = default);

    /// <summary>Another agent has registered anew from this one's address: this one is removed, now or when its stream closes.</summary>
    [Alias("Replace")]
    Task Replace();

    /// <summary>What the node says, in order. Ignored from a session that is not the present one.</summary>
    [AlwaysInterleave]
    [Alias("Receive")]
    Task Receive(string sessionId, NodeMessage message);

    /// <summary>
    /// Executes the operations of an ACCEPT against the ledger: validates, makes launches durable, sends them to the
    /// node. All effects are durable when it returns.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Apply")]
    Task<ApplyResult> Apply(ApplyRequest request);

    /// <summary>
    /// Does what an operator asks with resources that no task holds; offers that hold them are rescinded. Durable when it
    /// returns; a failure is a result and changes nothing.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Operate")]
    Task<OperateResult> Operate(OperateRequest request);

    /// <summary>A scheduler has heard of its operation's outcome: it is told no more. Unknown ones are ignored.</summary>
    [AlwaysInterleave]
    [Alias("AcknowledgeOperation")]
    Task AcknowledgeOperation(OperationAcknowledgement acknowledgement);

    /// <summary>Newest status, without uuid, of each operation of a framework that it has not acknowledged.</summary>
    [AlwaysInterleave]
    [Alias("OperationsOf")]
    Task<IReadOnlyList<OperationStatus>> OperationsOf(string frameworkId);

    /// <summary>Kills a task. Unknown tasks are answered by <see cref="KillOutcome.Unknown"/>.</summary>
    [AlwaysInterleave]
    [Alias("Kill")]
    Task<KillOutcome> Kill(KillTask kill);

    /// <summary>Passes a scheduler's acknowledgement on to the node.</summary>
    [AlwaysInterleave]
    [Alias("Acknowledge")]
    Task Acknowledge(AcknowledgeStatus acknowledge);

    /// <summary>
    /// A framework's scheduler has subscribed anew: the updates that it has not acknowledged, so far as that is known here,
    /// are sent again at once. The node repeats them too, but in its own time.
    /// </summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("RepeatUpdates")]
    Task RepeatUpdates(string frameworkId);

    /// <summary>Newest status of each task of a framework that this agent has not forgotten.</summary>
    [AlwaysInterleave]
    [Alias("TasksOf")]
    Task<IReadOnlyList<TaskStatus>> TasksOf(string frameworkId);

    /// <summary>A framework is removed: its tasks here are killed and forgotten.</summary>
    [Alias("ShutdownFramework")]
    Task ShutdownFramework(string frameworkId);

    /// <summary>Shuts an executor down; unknown ones are ignored by the node.</summary>
    [AlwaysInterleave]
    [Alias("ShutdownExecutor")]
    Task ShutdownExecutor(ShutdownExecutor shutdown);

    /// <summary>A scheduler's message to an executor; best effort.</summary>
    [AlwaysInterleave]
    [Alias("SendMessage")]
    Task SendMessage(FrameworkMessage message);

    /// <summary>Where the agent stands, for reconciliation of tasks nobody knows.</summary>
    [AlwaysInterleave]
    [Alias("Standing")]
    Task<AgentStanding> Standing();

    /// <summary>When the agent became unreachable; null when it is not.</summary>
    [AlwaysInterleave]
    [Alias("UnreachableSince")]
    Task<DateTimeOffset?> UnreachableSince();

    /// <summary>
    /// Ends the agent's tasks and takes it out of the offers (agent.md 17). Durable when it returns; a failure is a result
    /// and changes nothing.
    /// </summary>
    [Alias("Drain")]
    Task<CallResult> Drain(DrainConfig config);

    /// <summary>Takes the agent out of the offers; its tasks run on. Durable when it returns.</summary>
    [Alias("Deactivate")]
    Task<CallResult> Deactivate();

    /// <summary>Takes the agent into the offers again. Durable when it returns.</summary>
    [Alias("Reactivate")]
    Task<CallResult> Reactivate();

    /// <summary>The agent will never come back: its tasks are gone, its node is refused. Durable when it returns.</summary>
    [Alias("MarkGone")]
    Task<CallResult> MarkGone();

    /// <summary>There is a newer schedule of maintenance.</summary>
    [OneWay]
    [Alias("OnMaintenanceChanged")]
    Task OnMaintenanceChanged(long version);

    /// <summary>The agent as listings show it, or null when it is none or gone.</summary>
    [AlwaysInterleave]
    [Alias("Describe")]
    Task<ViewAgent?> Describe();

    /// <summary>Makes the view show at once what has changed here; done when it does.</summary>
    [AlwaysInterleave]
    [Alias("ShowChanges")]
    Task ShowChanges();

    /// <summary>Asks for the ledger to be reported to the allocator again.</summary>
    [OneWay]
    [Alias("ReportLedger")]
    Task ReportLedger();

    /// <summary>Brings the grain to life so that its time-outs run.</summary>
    [Alias("EnsureActive")]
    Task EnsureActive();
}
