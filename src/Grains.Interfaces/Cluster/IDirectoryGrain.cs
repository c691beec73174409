namespace MesosOrleans.Grains.Interfaces.Cluster;

/// <summary>Enumerates what exists. Key: <see cref="DirectoryKey"/>.</summary>
[Alias("MesosOrleans.IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Adds an id, durably. Adding it again changes nothing.</summary>
    [Alias("Add")]
    Task Add(string id);

    /// <summary>Removes an id, durably. Removing an unknown one changes nothing.</summary>
    [Alias("Remove")]
    Task Remove(string id);

    /// <summary>All ids, in no order.</summary>
    [Alias("List")]
    Task<IReadOnlyList<string>> List();
}
