namespace MesosOrleans.Grains.Interfaces.Roles;

/// <summary>A role's policy. Key: role path.</summary>
[Alias("MesosOrleans.IRoleGrain")]
public interface IRoleGrain : IGrainWithStringKey
{
    /// <summary>The weight in force; 1 unless set.</summary>
    [Alias("GetWeight")]
    Task<double> GetWeight();

    /// <summary>Sets the weight, durably, and tells the allocator.</summary>
    /// <returns>An error text (allocation.md 14), or null.</returns>
    [Alias("SetWeight")]
    Task<string?> SetWeight(double weight);
}
