namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>What became of an operator's operation.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OperateResult")]
public sealed record OperateResult
{
    /// <summary>The operation is durable.</summary>
    public static readonly OperateResult Accepted = new() { Status = 202 };

    /// <summary>HTTP status: 202 done; 400 not valid, 409 not what the agent has free: nothing was changed.</summary>
    [Id(0)]
    public required int Status { get; init; }

    /// <summary>What is wrong, or null.</summary>
    [Id(1)]
    public string? Message { get; init; }
}
