namespace MesosOrleans.Grains.Roles;

/// <summary>A role's policy.</summary>
[GenerateSerializer, Alias("MesosOrleans.RoleGrainState")]
public sealed class RoleGrainState
{
    /// <summary>The weight, or null when it was never set.</summary>
    [Id(0)]
    public double? Weight { get; set; }
}
