using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Agents;

/// <summary>What one framework holds on an agent under one role.</summary>
/// <param name="FrameworkId">The framework.</param>
/// <param name="Role">The role.</param>
/// <param name="Resources">The resources, allocated to the role.</param>
public sealed record LedgerUse(string FrameworkId, string Role, ResourceSet Resources);
