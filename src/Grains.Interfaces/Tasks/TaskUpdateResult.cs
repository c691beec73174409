namespace MesosOrleans.Grains.Interfaces.Tasks;

/// <summary>What a status meant to its task.</summary>
[GenerateSerializer, Alias("MesosOrleans.TaskUpdateResult")]
public enum TaskUpdateResult
{
    /// <summary>No such task: the update is forwarded all the same, its scheduler decides.</summary>
    Unknown = 0,

    /// <summary>Taken into the history.</summary>
    Applied = 1,

    /// <summary>Known already, or later than a terminal one: forwarded, changes nothing.</summary>
    Unchanged = 2,
}
