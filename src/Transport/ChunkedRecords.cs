using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace MesosOrleans.Transport;

/// <summary>
/// Frames records for a stream: length, newline and record make one HTTP chunk, and no chunk holds two records. The
/// chunks are written here and not by the server, which decides by itself where a chunk ends and sends none of them to
/// a client that asked for the connection to be closed.
/// </summary>
internal static class ChunkedRecords
{
    private const int HeaderBytesMax = 64;

    /// <summary>Ends a chunked body.</summary>
    public static ReadOnlyMemory<byte> Last { get; } = "0\r\n\r\n"u8.ToArray();

    /// <summary>Appends one record; without chunks for clients older than HTTP/1.1.</summary>
    public static void Append(IBufferWriter<byte> output, ReadOnlySpan<byte> record, bool chunked)
    {
        Begin(output, record.Length, chunked);
        output.Write(record);
        End(output, chunked);
    }

    /// <summary>Writes what stands before a record whose length is known and which follows in pieces.</summary>
    public static void Begin(IBufferWriter<byte> output, long recordBytes, bool chunked)
    {
        Span<byte> length = stackalloc byte[HeaderBytesMax];
        Utf8Formatter.TryFormat(recordBytes, length, out var lengthBytes);
        length[lengthBytes++] = (byte)'\n';
        if (chunked)
        {
            Span<byte> size = stackalloc byte[HeaderBytesMax];
            (lengthBytes + recordBytes).TryFormat(size, out var sizeBytes, "x", CultureInfo.InvariantCulture);
            output.Write(size[..sizeBytes]);
            output.Write("\r\n"u8);
        }

        output.Write(length[..lengthBytes]);
    }

    /// <summary>Writes what stands behind a record.</summary>
    public static void End(IBufferWriter<byte> output, bool chunked)
    {
        if (chunked)
        {
            output.Write("\r\n"u8);
        }
    }
}
