namespace MesosOrleans.AgentNode;

/// <summary>What the node takes from outside: time, chance, ids, logs.</summary>
internal sealed record NodeEnvironment
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Random Random { get; init; } = new();

    public IdFactory Ids { get; init; } = new();

    public required ILoggerFactory Logs { get; init; }
}
