using MesosOrleans.Grains.Interfaces.Tasks;

namespace MesosOrleans.Grains.Tasks;

/// <summary>What is durable of a task.</summary>
[GenerateSerializer, Alias("MesosOrleans.TaskGrainState")]
public sealed class TaskGrainState
{
    /// <summary>The record with its status history.</summary>
    [Id(0)]
    public Protocol.V1.Task? Record { get; set; }

    /// <summary>The launch, until the task has ended.</summary>
    [Id(1)]
    public TaskCreation? Launch { get; set; }
}
