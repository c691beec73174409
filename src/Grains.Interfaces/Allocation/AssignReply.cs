namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What became of a batch.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AssignReply")]
public sealed record AssignReply
{
    /// <summary>Pieces that no framework took; they are free again at once.</summary>
    [Id(0)]
    public required IReadOnlyList<long> Leftover { get; init; }
}
