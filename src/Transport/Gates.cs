namespace MesosOrleans.Transport;

/// <summary>Checks that every POST of a call goes through, in their order (http-api.md 1.2).</summary>
internal static class Gates
{
    /// <summary>Answer to an Accept that allows neither encoding.</summary>
    public static readonly ApiError NotAcceptable = new(
        StatusCodes.Status406NotAcceptable,
        "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");

    private static readonly ApiError NoContentType = new(
        StatusCodes.Status400BadRequest, "Expecting 'Content-Type' to be present");

    private static readonly ApiError UnknownContentType = new(
        StatusCodes.Status415UnsupportedMediaType,
        "Expecting 'Content-Type' of application/json or application/x-protobuf");

    /// <summary>The encoding of the body, or why there is none.</summary>
    public static ApiError? ContentType(HttpRequest request, out MessageFormat format)
    {
        format = MessageFormat.Json;
        var contentType = Negotiation.Last(request.Headers.ContentType);
        if (string.IsNullOrEmpty(contentType))
        {
            return NoContentType;
        }

        if (MediaTypes.Parse(contentType) is not { } known)
        {
            return UnknownContentType;
        }

        format = known;
        return null;
    }
}
