using System.IO.Compression;

namespace MesosOrleans.Transport;

/// <summary>
/// The body of a 200 answer that is no stream: small ones leave whole, with their length; large ones begin to leave
/// while they are still being written. Compressed when the client takes gzip and it is worth it.
/// </summary>
internal sealed class ResponseBody(HttpContext context, string contentType) : IPacedWriter, IAsyncDisposable
{
    private const int GzipBytesMin = 1024;
    private const int FlushBytes = 64 * 1024;

    private readonly PooledBuffer _buffer = new();
    private Stream? _stream;

    /// <inheritdoc/>
    public void Advance(int count) => _buffer.Advance(count);

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);

    /// <inheritdoc/>
    public ValueTask FlushIfLarge() => _buffer.Count < FlushBytes ? ValueTask.CompletedTask : Send();

    /// <summary>Sends the rest and ends the body.</summary>
    public async ValueTask Complete()
    {
        if (_stream is null && _buffer.Count < GzipBytesMin)
        {
            Begin();
            context.Response.ContentLength = _buffer.Count;
            await context.Response.Body.WriteAsync(_buffer.Written, context.RequestAborted);
            return;
        }

        if (_stream is null && !Negotiation.AcceptsGzip(context.Request))
        {
            context.Response.ContentLength = _buffer.Count;
        }

        await Send();
        if (_stream is GZipStream gzip)
        {
            await gzip.DisposeAsync();
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public ValueTask DisposeAsync()
    {
        _buffer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask Send()
    {
        _stream ??= Open();
        await _stream.WriteAsync(_buffer.Written, context.RequestAborted);
        _buffer.Clear();
    }

    private Stream Open()
    {
        Begin();
        if (!Negotiation.AcceptsGzip(context.Request))
        {
            return context.Response.Body;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }

    private void Begin()
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = contentType;
    }
}
