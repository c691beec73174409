namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>A container that has been started.</summary>
/// <param name="ContainerId">Its id, as in the spec.</param>
/// <param name="Pid">Process id of its first process, in the host's pid namespace.</param>
public sealed record LaunchedContainer(string ContainerId, int Pid);
