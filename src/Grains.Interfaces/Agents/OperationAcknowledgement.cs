using Google.Protobuf;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>A scheduler has heard of an operation's outcome.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OperationAcknowledgement")]
public sealed record OperationAcknowledgement
{
    /// <summary>The framework.</summary>
    [Id(0)]
    public required string FrameworkId { get; init; }

    /// <summary>The operation's id, as the framework chose it.</summary>
    [Id(1)]
    public required string OperationId { get; init; }

    /// <summary>The uuid of the status that was heard.</summary>
    [Id(2)]
    public required IReadOnlyList<byte> Uuid { get; init; }

    /// <summary>The uuid in the form of messages.</summary>
    public ByteString UuidBytes => ByteString.CopyFrom([.. Uuid]);
}
