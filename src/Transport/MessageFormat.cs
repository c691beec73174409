namespace MesosOrleans.Transport;

/// <summary>The two encodings of messages.</summary>
internal enum MessageFormat
{
    /// <summary><c>application/json</c>.</summary>
    Json = 0,

    /// <summary><c>application/x-protobuf</c>.</summary>
    Protobuf = 1,
}
