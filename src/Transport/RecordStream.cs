using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MesosOrleans.Transport;

/// <summary>A response that is a stream of records.</summary>
internal sealed class RecordStream
{
    private readonly PipeWriter _writer;

    private RecordStream(PipeWriter writer, bool chunked)
    {
        _writer = writer;
        Chunked = chunked;
    }

    /// <summary>Whether records are framed as HTTP chunks.</summary>
    public bool Chunked { get; }

    /// <summary>Sends status and headers; they reach the client before any record.</summary>
    public static async Task<RecordStream> Open(HttpContext context, MessageFormat format)
    {
        // A stream may be silent: how long a client may leave it unread is judged by its session.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = MediaTypes.Of(format);
        var chunked = context.Request.Protocol == "HTTP/1.1";
        if (chunked)
        {
            response.Headers.TransferEncoding = "chunked";
        }

        await response.StartAsync(context.RequestAborted);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
        return new RecordStream(response.BodyWriter, chunked);
    }

    /// <summary>Writes framed records in one go.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async ValueTask Write(ReadOnlyMemory<byte> records, CancellationToken cancellation)
    {
        var result = await _writer.WriteAsync(records, cancellation);
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("The client closed the stream");
        }
    }

    /// <summary>Ends the body.</summary>
    public async ValueTask Complete(CancellationToken cancellation)
    {
        if (Chunked)
        {
            await _writer.WriteAsync(ChunkedRecords.Last, cancellation);
        }
    }
}
