namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The container that a nested one lives in.</summary>
/// <param name="CgroupId">Id of the container whose cgroups it shares.</param>
/// <param name="MainPid">Process id of the parent's first process, whose namespaces it enters.</param>
internal sealed record NestedParent(string CgroupId, int MainPid);
