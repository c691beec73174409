namespace MesosOrleans.Grains.Interfaces.Cluster;

/// <summary>Keys of the directory's grains: kind and shard.</summary>
public static class DirectoryKey
{
    /// <summary>Shards of each kind; a constant of the storage format.</summary>
    public const int Shards = 8;

    /// <summary>Kind of the agents' ids.</summary>
    public const string Agents = "agents";

    /// <summary>Kind of the ids of agents that cannot be reached; they are not among <see cref="Agents"/>.</summary>
    public const string UnreachableAgents = "unreachable";

    /// <summary>Kind of the frameworks' ids.</summary>
    public const string Frameworks = "frameworks";

    /// <summary>Kind of the roles that have a policy of their own.</summary>
    public const string Roles = "roles";

    /// <summary>The shard that an id belongs to.</summary>
    public static string Of(string kind, string id) => $"{kind}/{Shard(id, Shards)}";

    /// <summary>All shards of a kind.</summary>
    public static IEnumerable<string> All(string kind) => Enumerable.Range(0, Shards).Select(shard => $"{kind}/{shard}");

    /// <summary>A hash that is the same in every process and version (FNV-1a).</summary>
    public static int Shard(string id, int shards)
    {
        var hash = 2166136261u;
        foreach (var character in id)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return (int)(hash % (uint)shards);
    }
}
