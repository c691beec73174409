namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>Something that a containerizer is doing at this moment.</summary>
/// <param name="Name">What it does.</param>
/// <param name="ContainerId">The container it does it to.</param>
public sealed record PendingOperation(string Name, string ContainerId);
