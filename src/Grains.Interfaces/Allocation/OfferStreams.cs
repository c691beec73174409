namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>Names of the streams that carry offers to frameworks.</summary>
public static class OfferStreams
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "offers";

    /// <summary>Namespace of the streams; their key is the framework id.</summary>
    public const string Namespace = "offers";
}
