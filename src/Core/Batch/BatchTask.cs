using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>A piece of work that is to be run to its end once.</summary>
public sealed record BatchTask
{
    /// <summary>Id of the task, unique in the batch. Later attempts carry a number behind it: <c>id.2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What to run.</summary>
    public required CommandInfo Command { get; init; }

    /// <summary>What it needs.</summary>
    public ResourceDemand Resources { get; init; } = ResourceDemand.Small;

    /// <summary>Name for listings; the id when null.</summary>
    public string? Name { get; init; }

    /// <summary>The container to run in, when it is more than the agent's default.</summary>
    public ContainerInfo? Container { get; init; }

    /// <summary>A task that runs a line of shell.</summary>
    /// <param name="id">Id of the task.</param>
    /// <param name="commandLine">The line, run by <c>/bin/sh -c</c>.</param>
    /// <param name="resources">What it needs; <see cref="ResourceDemand.Small"/> when null.</param>
    public static BatchTask Shell(string id, string commandLine, ResourceDemand? resources = null) => new()
    {
        Id = id,
        Command = new CommandInfo { Shell = true, Value = commandLine },
        Resources = resources ?? ResourceDemand.Small,
    };
}
