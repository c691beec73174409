namespace MesosOrleans.Transport;

/// <summary>Content types of the API; clients compare them byte by byte.</summary>
internal static class MediaTypes
{
    /// <summary>JSON messages.</summary>
    public const string Json = "application/json";

    /// <summary>Protobuf messages.</summary>
    public const string Protobuf = "application/x-protobuf";

    /// <summary>Streams of records by name; what each is encoded in is said beside it.</summary>
    public const string RecordIO = "application/recordio";

    /// <summary>JSONP.</summary>
    public const string JavaScript = "text/javascript";

    /// <summary>All errors.</summary>
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>Whether a Content-Type says that the body is a stream of records.</summary>
    public static bool IsRecordIO(string? contentType) =>
        contentType is not null
        && contentType.AsSpan(0, contentType.Contains(';') ? contentType.IndexOf(';') : contentType.Length)
            .TrimEnd().Equals(RecordIO, StringComparison.OrdinalIgnoreCase);

    /// <summary>The content type of an encoding.</summary>
    public static string Of(MessageFormat format) => format == MessageFormat.Json ? Json : Protobuf;

    /// <summary>
    /// The encoding that a Content-Type names; null for any other. Parameters are let through: a harmless superset.
    /// </summary>
    public static MessageFormat? Parse(string contentType)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        if (parameters >= 0)
        {
            type = type[..parameters].TrimEnd();
        }

        return type switch
        {
            Json => MessageFormat.Json,
            Protobuf => MessageFormat.Protobuf,
            _ => null,
        };
    }
}
