using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Free resources of one agent that the root gave to a role: a lease until they come back.</summary>
/// <param name="Id">Names the piece within one life of the root.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Role">The role.</param>
/// <param name="Batch">The batch it went out with.</param>
/// <param name="Resources">The resources, unallocated.</param>
public sealed record Piece(long Id, string AgentId, string Role, long Batch, ResourceSet Resources);
