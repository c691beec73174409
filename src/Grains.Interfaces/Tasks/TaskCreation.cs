using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Tasks;

/// <summary>An accepted launch.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.TaskCreation")]
public sealed record TaskCreation
{
    /// <summary>The framework.</summary>
    [Id(0)]
    public required string FrameworkId { get; init; }

    /// <summary>The task; agent id and resources as validated.</summary>
    [Id(1)]
    public required TaskInfo Task { get; init; }

    /// <summary>User that the task runs as, when the framework names one.</summary>
    [Id(2)]
    public string? User { get; init; }
}
