using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace MesosOrleans.Transport;

/// <summary>Reads a whole request body within the limit, and undoes gzip.</summary>
internal static class BodyReader
{
    /// <summary>
    /// Reads the body into <paramref name="target"/>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="target">Where the body goes.</param>
    /// <param name="bytesMax">Greatest size, before and after decompression.</param>
    /// <returns>Null, or the status and text of the refusal.</returns>
    /// <exception cref="BadHttpRequestException">The framing of the request is broken.</exception>
    public static async ValueTask<ApiError?> Read(HttpContext context, PooledBuffer target, int bytesMax)
    {
        var request = context.Request;
        if (request.ContentLength > bytesMax)
        {
            return TooLarge(bytesMax);
        }

        var reader = request.BodyReader;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(context.RequestAborted);
            }
            catch (IOException exception) when (exception is not BadHttpRequestException
                && !context.RequestAborted.IsCancellationRequested)
            {
                // The server has its own exception for broken framing, but not for all of it.
                return new ApiError(StatusCodes.Status400BadRequest, $"Failed to read the request body: {exception.Message}");
            }

            if (target.Count + result.Buffer.Length > bytesMax)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                return TooLarge(bytesMax);
            }

            foreach (var segment in result.Buffer)
            {
                target.Write(segment.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        return Negotiation.Last(request.Headers.ContentEncoding) is { } encoding
            && encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
                ? await Decompress(target, bytesMax, context.RequestAborted)
                : null;
    }

    private static async ValueTask<ApiError?> Decompress(
        PooledBuffer target, int bytesMax, CancellationToken cancellation)
    {
        using var compressed = new MemoryStream(target.Written.ToArray(), writable: false);
        target.Clear();
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        try
        {
            int read;
            while ((read = await gzip.ReadAsync(target.GetMemory(4096), cancellation)) > 0)
            {
                target.Advance(read);
                if (target.Count > bytesMax)
                {
                    return TooLarge(bytesMax);
                }
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return new ApiError(StatusCodes.Status400BadRequest, "Failed to decompress the request body as gzip");
        }
    }

    private static ApiError TooLarge(int bytesMax) => new(
        StatusCodes.Status413PayloadTooLarge, $"The request body is larger than the limit of {bytesMax} bytes");
}
