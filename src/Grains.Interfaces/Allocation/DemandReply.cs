namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What the role's allocator knows of the offers that a framework believes in.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.DemandReply")]
public sealed record DemandReply
{
    /// <summary>Offers that are void: the framework rescinds them.</summary>
    [Id(0)]
    public required IReadOnlyList<string> Void { get; init; }
}
