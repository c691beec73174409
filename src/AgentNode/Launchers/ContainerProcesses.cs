namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The two processes by which a container is known.</summary>
/// <param name="Main">The container's first process.</param>
/// <param name="Monitor">Its parent, which outlives it just long enough to write the exit file.</param>
internal sealed record ContainerProcesses(ProcessIdentity Main, ProcessIdentity Monitor);
