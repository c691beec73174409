namespace MesosOrleans.Grains.Interfaces.Roles;

/// <summary>The answer to a change of roles' policy, as an HTTP status.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.PolicyResult")]
public sealed record PolicyResult
{
    /// <summary>Done, and durable.</summary>
    public static readonly PolicyResult Ok = new() { Status = 200 };

    /// <summary>200, 400, 403 or 409.</summary>
    [Id(0)]
    public required int Status { get; init; }

    /// <summary>Why it was refused, or null.</summary>
    [Id(1)]
    public string? Message { get; init; }
}
