namespace MesosOrleans.Grains.Interfaces.Maintenance;

/// <summary>What became of a change of the schedule.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.MaintenanceResult")]
public sealed record MaintenanceResult
{
    /// <summary>The change is durable.</summary>
    public static readonly MaintenanceResult Ok = new();

    /// <summary>What is wrong with the request, as 400 says it; null when the change is durable.</summary>
    [Id(0)]
    public string? Error { get; init; }
}
