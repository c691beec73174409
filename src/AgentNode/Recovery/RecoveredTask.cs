using MesosOrleans.AgentNode.Executors;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>A task as its checkpoints tell of it.</summary>
/// <param name="Run">The task.</param>
/// <param name="UpdatesPath">Its file of updates.</param>
/// <param name="Updates">The good records of that file.</param>
internal sealed record RecoveredTask(TaskRun Run, string UpdatesPath, IReadOnlyList<CheckpointRecord> Updates);
