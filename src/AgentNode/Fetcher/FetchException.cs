namespace MesosOrleans.AgentNode.Fetcher;

/// <summary>A URI could not be brought into the sandbox; the message names it and says why.</summary>
public sealed class FetchException : Exception
{
    public FetchException(string message)
        : base(message)
    {
    }

    public FetchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
