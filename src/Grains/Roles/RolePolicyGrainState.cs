using MesosOrleans.Grains.Interfaces.Roles;

namespace MesosOrleans.Grains.Roles;

/// <summary>Weights and quotas, durable as one document.</summary>
[GenerateSerializer, Alias("MesosOrleans.RolePolicyGrainState")]
public sealed class RolePolicyGrainState
{
    /// <summary>The document, or null before the first start.</summary>
    [Id(0)]
    public RolePolicy? Policy { get; set; }
}
