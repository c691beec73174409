using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>What the allocator is told of an agent.</summary>
/// <param name="Id">Agent id.</param>
/// <param name="Attributes">Host name, fault domain, attributes.</param>
/// <param name="Capabilities">Its capabilities.</param>
/// <param name="Total">All it has, without allocation info.</param>
public sealed record AgentSpec(string Id, AgentAttributes Attributes, AgentCapabilities Capabilities, ResourceSet Total);
