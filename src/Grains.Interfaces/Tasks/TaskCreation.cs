using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Tasks;

/// <summary>An accepted launch.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.TaskCreation")]
public sealed record TaskCreation
{
    /// <summary>The framework, as it was then.</summary>
    [Id(0)]
    public required FrameworkInfo Framework { get; init; }

    /// <summary>The task; agent id and resources as validated.</summary>
    [Id(1)]
    public required TaskInfo Task { get; init; }

    /// <summary>The executor it shares with others, if any.</summary>
    [Id(2)]
    public ExecutorInfo? Executor { get; init; }

    /// <summary>Ids of all tasks of its group; null for a task that was launched by itself.</summary>
    [Id(3)]
    public IReadOnlyList<string>? Group { get; init; }
}
