namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>The outcome of a subscription.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.SubscribeResult")]
public sealed record SubscribeResult
{
    /// <summary>Text of the ERROR event (http-api.md 4.2), or null when the framework is subscribed.</summary>
    [Id(0)]
    public string? Error { get; init; }

    /// <summary>True when the framework is subscribed.</summary>
    public bool Succeeded => Error is null;
}
