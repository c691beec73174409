using System.Buffers.Text;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;

namespace MesosOrleans.Protocol.RecordIO;

/// <summary>
/// Frames one record as <c>decimal length, newline, payload</c> in one contiguous buffer. Clients lean on it that a
/// record is exactly one HTTP chunk, so the result belongs in a single write, followed by a flush.
/// </summary>
public static class RecordIOWriter
{
    /// <summary>Decimal digits of the longest length, and the newline.</summary>
    internal const int MaxHeaderBytes = 21;

    /// <summary>Frames a payload.</summary>
    /// <exception cref="ArgumentException">The payload is empty: RecordIO has no empty records.</exception>
    public static byte[] Frame(ReadOnlySpan<byte> payload)
    {
        var record = Allocate(payload.Length, out var body);
        payload.CopyTo(record.AsSpan(body));
        return record;
    }

    /// <summary>Frames a message in Mesos's JSON.</summary>
    public static byte[] FrameJson(IMessage message) => Frame(MesosJson.ToUtf8(message));

    /// <summary>Frames a message in protobuf.</summary>
    /// <exception cref="ArgumentException">The message is empty on the wire.</exception>
    public static byte[] FrameProtobuf(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var record = Allocate(message.CalculateSize(), out var body);
        message.WriteTo(record.AsSpan(body));
        return record;
    }

    private static byte[] Allocate(int payloadBytes, out int body)
    {
        if (payloadBytes == 0)
        {
            throw new ArgumentException("RecordIO has no empty records", nameof(payloadBytes));
        }

        Span<byte> header = stackalloc byte[MaxHeaderBytes];
        Utf8Formatter.TryFormat(payloadBytes, header, out var written);
        header[written++] = (byte)'\n';
        body = written;
        var record = new byte[written + payloadBytes];
        header[..written].CopyTo(record);
        return record;
    }
}
