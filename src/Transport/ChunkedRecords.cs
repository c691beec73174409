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
    public static ReadOnlyMemory<byte> End { get; } = "0\r\n\r\n"u8.ToArray();

    /// <summary>Appends one record; without chunks for clients older than HTTP/1.1.</summary>
    public static void Append(PooledBuffer output, ReadOnlySpan<byte> record, bool chunked)
    {
        Span<byte> length = stackalloc byte[HeaderBytesMax];
        Utf8Formatter.TryFormat(record.Length, length, out var lengthBytes);
        length[lengthBytes++] = (byte)'\n';
        if (!chunked)
        {
            output.Write(length[..lengthBytes]);
            output.Write(record);
            return;
        }

        Span<byte> size = stackalloc byte[HeaderBytesMax];
        (lengthBytes + record.Length).TryFormat(size, out var sizeBytes, "x", CultureInfo.InvariantCulture);
        output.Write(size[..sizeBytes]);
        output.Write("\r\n"u8);
        output.Write(length[..lengthBytes]);
        output.Write(record);
        output.Write("\r\n"u8);
    }
}
