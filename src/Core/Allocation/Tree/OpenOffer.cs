using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An offer that is out.</summary>
/// <param name="OfferId">Its id.</param>
/// <param name="Piece">The piece it is made of.</param>
/// <param name="FrameworkId">The framework that has it.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Resources">The resources, unallocated.</param>
/// <param name="MadeAt">When it was made.</param>
public sealed record OpenOffer(
    string OfferId, long Piece, string FrameworkId, string AgentId, ResourceSet Resources, DateTimeOffset MadeAt);
