using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>What a framework uses on an agent under one role.</summary>
/// <param name="FrameworkId">The framework.</param>
/// <param name="Role">The role the resources are allocated to.</param>
/// <param name="Resources">The resources, without allocation info.</param>
public sealed record UsedResources(string FrameworkId, string Role, ResourceSet Resources);
