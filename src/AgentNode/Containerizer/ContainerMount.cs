namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>A directory of the host that a container sees in its sandbox.</summary>
/// <param name="HostPath">Absolute path on the host.</param>
/// <param name="ContainerPath">Where it appears, relative to the sandbox.</param>
/// <param name="IsReadOnly">Whether the container must not write to it.</param>
public sealed record ContainerMount(string HostPath, string ContainerPath, bool IsReadOnly);
