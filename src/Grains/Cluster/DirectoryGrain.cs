using MesosOrleans.Grains.Interfaces.Cluster;

namespace MesosOrleans.Grains.Cluster;

/// <summary>One shard of the directory; small, durable, rarely written.</summary>
public sealed class DirectoryGrain(
    [PersistentState("directory")] IPersistentState<DirectoryGrainState> storage) : Grain, IDirectoryGrain
{
    /// <inheritdoc />
    public async Task Add(string id)
    {
        if (storage.State.Ids.Add(id))
        {
            await Store();
        }
    }

    /// <inheritdoc />
    public async Task Remove(string id)
    {
        if (storage.State.Ids.Remove(id))
        {
            await Store();
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. storage.State.Ids]);

    private async Task Store()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
