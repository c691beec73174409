namespace MesosOrleans.Protocol.RecordIO;

/// <summary>A stream broke RecordIO's framing; nothing after that point can be read.</summary>
public sealed class RecordIOException : Exception
{
    public RecordIOException()
    {
    }

    public RecordIOException(string message)
        : base(message)
    {
    }

    public RecordIOException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
