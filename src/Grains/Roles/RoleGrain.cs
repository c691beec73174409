using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Roles;

namespace MesosOrleans.Grains.Roles;

/// <summary>A role's policy, durable.</summary>
public sealed class RoleGrain(
    [PersistentState("role")] IPersistentState<RoleGrainState> storage) : Grain, IRoleGrain
{
    private const double DefaultWeight = 1.0;

    /// <inheritdoc />
    public Task<double> GetWeight() => Task.FromResult(storage.State.Weight ?? DefaultWeight);

    /// <inheritdoc />
    public async Task<string?> SetWeight(double weight)
    {
        if (!double.IsFinite(weight) || weight <= 0)
        {
            return "Weights must be positive";
        }

        storage.State.Weight = weight;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        var role = this.GetPrimaryKeyString();
        await GrainFactory.GetGrain<IDirectoryGrain>(DirectoryKey.Of(DirectoryKey.Roles, role)).Add(role);
        await GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).SetWeight(role, weight);
        return null;
    }
}
