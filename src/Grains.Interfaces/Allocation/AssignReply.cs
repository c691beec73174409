namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What became of a batch; roles that could not be reached are missing.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AssignReply")]
public sealed record AssignReply
{
    /// <summary>One answer for each role that the batch was for.</summary>
    [Id(0)]
    public required IReadOnlyList<RoleAck> Acks { get; init; }
}
