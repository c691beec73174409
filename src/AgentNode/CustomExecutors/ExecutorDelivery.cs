using MesosOrleans.AgentNode.Executors;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>Tasks that wait to be handed to their executor: one, or a whole group.</summary>
internal sealed record ExecutorDelivery(IReadOnlyList<TaskRun> Tasks, bool IsGroup);
