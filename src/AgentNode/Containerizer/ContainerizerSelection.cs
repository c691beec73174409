namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>What was chosen, and why, in a line for the log.</summary>
/// <param name="Containerizer">The containerizer. Dispose of it to stop watching; containers go on.</param>
/// <param name="Reason">E.g. "posix launcher: crun was not found; install the packages crun and conmon".</param>
/// <param name="Isolation">The isolators that are enabled, with the default set spelled out.</param>
public sealed record ContainerizerSelection(
    LocalContainerizer Containerizer, string Reason, IReadOnlyList<string> Isolation);
