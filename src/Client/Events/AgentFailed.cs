using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>An agent is lost, or an executor on it has ended. What it means for tasks comes as their updates.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="ExecutorId">The executor that ended, or null when it is the whole agent.</param>
/// <param name="Status">The executor's raw wait status; -1 when unknown; null when it is the whole agent.</param>
public sealed record AgentFailed(AgentID? AgentId, ExecutorID? ExecutorId, int? Status) : SchedulerEvent;
