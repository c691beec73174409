using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Api;

/// <summary>How a client wants a stream: framed as RecordIO by name, or as one of the encodings. Facts: http-api.md 10.</summary>
/// <param name="Format">The encoding of each record.</param>
/// <param name="IsNamed">Whether the answer's type is RecordIO; else it is that of the records.</param>
internal readonly record struct StreamingAccept(MessageFormat Format, bool IsNamed)
{
    /// <summary>What a request accepts; null for nothing that is spoken here.</summary>
    public static StreamingAccept? Of(HttpRequest request)
    {
        if (Negotiation.Last(request.Headers.Accept) != MediaTypes.RecordIO)
        {
            return Negotiation.Format(request) is { } plain ? new StreamingAccept(plain, false) : null;
        }

        var records = Negotiation.Last(request.Headers["Message-Accept"]);
        if (records is null or "*/*")
        {
            return new StreamingAccept(MessageFormat.Json, true);
        }

        return MediaTypes.Parse(records) is { } format ? new StreamingAccept(format, true) : null;
    }

    /// <summary>Opens the answer.</summary>
    public Task<RecordStream> OpenAsync(HttpContext context)
    {
        if (!IsNamed)
        {
            return RecordStream.Open(context, Format);
        }

        context.Response.Headers["Message-Content-Type"] = MediaTypes.Of(Format);
        return RecordStream.Open(context, MediaTypes.RecordIO);
    }
}
