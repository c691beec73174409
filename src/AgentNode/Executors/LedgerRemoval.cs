namespace MesosOrleans.AgentNode.Executors;

/// <summary>What left the ledger with a task.</summary>
/// <param name="Run">The task.</param>
/// <param name="ExecutorGone">Whether it was the last task of its executor.</param>
/// <param name="FrameworkGone">Whether that was the framework's last executor.</param>
internal sealed record LedgerRemoval(TaskRun Run, bool ExecutorGone, bool FrameworkGone);
