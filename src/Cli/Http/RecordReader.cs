using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace MesosOrleans.Cli.Http;

/// <summary>Cuts a stream into records: the length in decimal, a line feed, so many bytes.</summary>
public sealed class RecordReader
{
    private const int LengthDigitsMax = 20;
    private const long RecordBytesMax = 256 * 1024 * 1024;
    private readonly PipeReader _pipe;

    /// <summary>Reads from a stream.</summary>
    public RecordReader(Stream stream) => _pipe = PipeReader.Create(stream);

    /// <summary>The next record, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">What comes is not a record.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _pipe.ReadAsync(cancellationToken);
            if (TryCut(result.Buffer, out var record, out var end))
            {
                _pipe.AdvanceTo(end);
                return record;
            }

            if (result.IsCompleted)
            {
                return null;
            }

            _pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static bool TryCut(in ReadOnlySequence<byte> buffer, out byte[] record, out SequencePosition end)
    {
        record = [];
        end = buffer.Start;
        var lineFeed = buffer.PositionOf((byte)'\n');
        if (lineFeed is null)
        {
            return buffer.Length <= LengthDigitsMax ? false : throw new InvalidDataException("a record has no length");
        }

        var digits = buffer.Slice(0, lineFeed.Value).ToArray();
        if (!Utf8Parser.TryParse(digits, out long length, out var used) || used != digits.Length || length is < 0 or > RecordBytesMax)
        {
            throw new InvalidDataException("a record has an impossible length");
        }

        var body = buffer.Slice(buffer.GetPosition(1, lineFeed.Value));
        if (body.Length < length)
        {
            return false;
        }

        record = body.Slice(0, length).ToArray();
        end = body.GetPosition(length);
        return true;
    }
}
