using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator.Events;

/// <summary>
/// One event in a chain that all subscribers read, each at its own place; what all have read is garbage. Encoded once for
/// all of them.
/// </summary>
internal sealed class EventNode(Event? message, long number)
{
    private byte[]? _json;
    private byte[]? _protobuf;
    private volatile EventNode? _next;

    /// <summary>Number of the event, one more than that of the event before.</summary>
    public long Number { get; } = number;

    /// <summary>The event behind, or null.</summary>
    public EventNode? Next => _next;

    /// <summary>Adds the event behind.</summary>
    public EventNode Append(Event next) => _next = new EventNode(next, Number + 1);

    /// <summary>The event's bytes.</summary>
    public ReadOnlySpan<byte> Encoded(MessageFormat format) => format == MessageFormat.Json
        ? _json ??= Encode(format)
        : _protobuf ??= Encode(format);

    private byte[] Encode(MessageFormat format)
    {
        using var buffer = new PooledBuffer();
        MessageCodec.Write(format, message!, buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
