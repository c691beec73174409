namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>Whether a node was admitted.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AttachResult")]
public sealed record AttachResult
{
    /// <summary>Why the node is refused and must stop, or null when it is admitted.</summary>
    [Id(0)]
    public string? Refusal { get; init; }
}
