using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Resources that an accepted offer holds before the agent's report shows it.</summary>
/// <param name="Epoch">Epoch of the agent that the version belongs to.</param>
/// <param name="Version">Version of the agent's ledger that first contains it.</param>
/// <param name="FrameworkId">The framework.</param>
/// <param name="Role">The role.</param>
/// <param name="Resources">The resources, unallocated.</param>
internal sealed record PendingUse(long Epoch, long Version, string FrameworkId, string Role, ResourceSet Resources);
