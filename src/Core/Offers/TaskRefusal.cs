using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>Why a task of an ACCEPT was not launched.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="AgentId">The agent that the task names, which may be a wrong one.</param>
/// <param name="State">Its state, in the words of PARTITION_AWARE frameworks.</param>
/// <param name="Reason">The reason of its status.</param>
/// <param name="Message">The message of its status.</param>
public sealed record TaskRefusal(TaskID TaskId, AgentID AgentId, TaskState State, TaskStatus.Types.Reason Reason, string Message);
