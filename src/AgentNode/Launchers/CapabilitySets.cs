namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Capabilities by name, e.g. <c>CAP_KILL</c>.</summary>
/// <param name="Effective">Effective, permitted and ambient set.</param>
/// <param name="Bounding">Bounding and inheritable set.</param>
internal sealed record CapabilitySets(IReadOnlyList<string> Effective, IReadOnlyList<string> Bounding);
