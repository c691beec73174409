using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MesosOrleans.Protocol.RecordIO;

/// <summary>
/// Takes records out of a byte stream however it is fragmented. Holds at most one unfinished record. Not safe for
/// concurrent use; after a <see cref="RecordIOException"/> the reader is of no further use.
/// </summary>
/// <param name="maxRecordBytes">Largest payload that is accepted, at least 1.</param>
public sealed class RecordIOReader(int maxRecordBytes = RecordIOReader.DefaultMaxRecordBytes)
{
    /// <summary>Largest payload unless told otherwise: 64 MiB.</summary>
    public const int DefaultMaxRecordBytes = 64 * 1024 * 1024;

    /// <summary>Decimal digits of the largest length the format allows.</summary>
    private const int MaxDigits = 20;

    /// <summary>A payload's buffer grows with what arrives; a mere announcement reserves no more than this.</summary>
    private const int FirstBufferBytes = 64 * 1024;

    private UInt128 _length;
    private int _digits;
    private byte[]? _payload;
    private int _filled;

    /// <summary>True when no record has been begun: the stream may end here.</summary>
    public bool IsAtBoundary => _payload is null && _digits == 0;

    /// <summary>Consumes input until one record is complete or the input is used up.</summary>
    /// <param name="input">Bytes received; what is consumed is cut off its front. Call again while it is not empty.</param>
    /// <param name="record">The payload of the completed record.</param>
    /// <returns>True when a record was completed.</returns>
    /// <exception cref="RecordIOException">The framing is broken or the record too large.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, [NotNullWhen(true)] out byte[]? record)
    {
        record = null;
        if (_payload is null && !TryReadHeader(ref input))
        {
            return false;
        }

        var length = (int)_length;
        var take = Math.Min(length - _filled, input.Length);
        if (_filled + take > _payload!.Length)
        {
            Array.Resize(ref _payload, (int)Math.Min(length, Math.Max(_filled + take, _payload.Length * 2L)));
        }

        input[..take].CopyTo(_payload.AsSpan(_filled));
        _filled += take;
        input = input[take..];
        if (_filled < length)
        {
            return false;
        }

        record = _payload.Length == length ? _payload : _payload[..length];
        _payload = null;
        _filled = 0;
        _digits = 0;
        _length = 0;
        return true;
    }

    /// <summary>Checks that the stream may end here.</summary>
    /// <exception cref="RecordIOException">It ends inside a record.</exception>
    public void Complete()
    {
        if (!IsAtBoundary)
        {
            throw new RecordIOException(_payload is null
                ? "The stream ended within a record's length"
                : $"The stream ended after {_filled} of {_length} bytes of a record");
        }
    }

    /// <summary>The records of a stream, until it ends.</summary>
    /// <exception cref="RecordIOException">The framing is broken, a record is too large, or the stream ends inside
    /// one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the token.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAllAsync(
        Stream stream,
        int maxRecordBytes = DefaultMaxRecordBytes,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        await foreach (var record in ReadAllAsync(pipe, maxRecordBytes, cancellationToken))
        {
            yield return record;
        }
    }

    /// <summary>The records of a pipe, until it ends. The pipe is completed when the enumeration is left.</summary>
    /// <exception cref="RecordIOException">The framing is broken, a record is too large, or the pipe ends inside
    /// one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the token.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAllAsync(
        PipeReader pipe,
        int maxRecordBytes = DefaultMaxRecordBytes,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        var reader = new RecordIOReader(maxRecordBytes);
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                while (!buffer.IsEmpty)
                {
                    var span = buffer.FirstSpan;
                    var before = span.Length;
                    var complete = reader.TryRead(ref span, out var record);
                    buffer = buffer.Slice(before - span.Length);
                    if (complete)
                    {
                        yield return record!;
                    }
                }

                pipe.AdvanceTo(buffer.Start);
                if (result.IsCompleted || result.IsCanceled)
                {
                    reader.Complete();
                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private bool TryReadHeader(ref ReadOnlySpan<byte> input)
    {
        for (var i = 0; i < input.Length; i++)
        {
            var symbol = input[i];
            if (symbol == '\n')
            {
                input = input[(i + 1)..];
                Begin();
                return true;
            }

            if (symbol is < (byte)'0' or > (byte)'9')
            {
                throw new RecordIOException($"Byte 0x{symbol:x2} in a record's length is not a decimal digit");
            }

            if (++_digits > MaxDigits)
            {
                throw new RecordIOException($"A record's length has more than {MaxDigits} digits");
            }

            _length = (_length * 10) + (uint)(symbol - '0');
        }

        input = default;
        return false;
    }

    private void Begin()
    {
        if (_digits == 0)
        {
            throw new RecordIOException("A record's length is missing");
        }

        if (_length == 0)
        {
            throw new RecordIOException("A record's length is 0");
        }

        if (_length > (uint)maxRecordBytes)
        {
            throw new RecordIOException($"A record of {_length} bytes exceeds the limit of {maxRecordBytes}");
        }

        _payload = new byte[Math.Min((int)_length, FirstBufferBytes)];
        _filled = 0;
    }
}
