using MesosOrleans.Core.Batch;

namespace MesosOrleans.Cli.Commands;

/// <summary>What <c>task run</c> was asked to do.</summary>
internal sealed record TaskRunRequest
{
    public required Uri Master { get; init; }

    public required string CommandLine { get; init; }

    public required string Name { get; init; }

    public required ResourceDemand Resources { get; init; }

    public required int Instances { get; init; }

    public required string Role { get; init; }

    public required bool Json { get; init; }
}
