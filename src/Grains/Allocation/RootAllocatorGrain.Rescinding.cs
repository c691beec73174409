using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Offers that make room for an operator.</summary>
public sealed partial class RootAllocatorGrain
{
    /// <inheritdoc />
    public Task RescindOffers(string agentId, IReadOnlyList<Resource>? needed) => Task.WhenAll(
        _allocation.RolesWithPiecesOf(agentId).Select(role => GrainFactory.Find<IRoleAllocatorGrain>(role).Rescind(agentId)));
}
