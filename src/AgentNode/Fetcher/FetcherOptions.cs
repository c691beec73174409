namespace MesosOrleans.AgentNode.Fetcher;

/// <summary>How URIs are fetched.</summary>
public sealed record FetcherOptions
{
    /// <summary>A download that brings nothing for this long is given up.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Directory that relative URIs start from; empty for none.</summary>
    public string FrameworksHome { get; init; } = "";
}
