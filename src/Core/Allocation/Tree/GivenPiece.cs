using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>A piece as a role's level receives it.</summary>
/// <param name="Id">Names the piece.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Ip">Address of the agent's own HTTP endpoint.</param>
/// <param name="Resources">The resources, unallocated.</param>
/// <param name="Executors">Executors on the agent by framework.</param>
public sealed record GivenPiece(
    long Id, AgentInfo Agent, string Ip, ResourceSet Resources,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Executors);
