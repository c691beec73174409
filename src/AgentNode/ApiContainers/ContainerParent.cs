namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>A container in which others can be launched.</summary>
/// <param name="InternalId">The containerizer's id.</param>
/// <param name="Sandbox">Its sandbox.</param>
/// <param name="User">The user it runs as, or null for the node's own.</param>
internal sealed record ContainerParent(string InternalId, string Sandbox, string? User);
