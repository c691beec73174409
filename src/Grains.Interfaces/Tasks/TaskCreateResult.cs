namespace MesosOrleans.Grains.Interfaces.Tasks;

/// <summary>What became of an accepted launch.</summary>
[GenerateSerializer, Alias("MesosOrleans.TaskCreateResult")]
public enum TaskCreateResult
{
    /// <summary>It is durable.</summary>
    Created = 0,

    /// <summary>A task that has not ended has the id; nothing is changed.</summary>
    InUse = 1,

    /// <summary>A task that cannot be reached at the moment has the id; nothing is changed.</summary>
    Unreachable = 2,
}
