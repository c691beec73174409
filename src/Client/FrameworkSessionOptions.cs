namespace MesosOrleans.Client;

/// <summary>How a framework's session behaves.</summary>
public sealed record FrameworkSessionOptions
{
    /// <summary>
    /// Whether a status is acknowledged by itself when the reader of <see cref="FrameworkSession.ReadEventsAsync"/> comes
    /// back for the next event, which means that it has dealt with it. When false the scheduler calls
    /// <see cref="FrameworkSession.AcknowledgeAsync"/>.
    /// </summary>
    public bool AcknowledgeAutomatically { get; init; } = true;

    /// <summary>Roles that the framework starts without wanting offers for.</summary>
    public IReadOnlyList<string> SuppressedRoles { get; init; } = [];

    /// <summary>
    /// Events held for a reader that is busy. When full, the cluster waits for this framework, and after 10 s counts it
    /// as disconnected.
    /// </summary>
    public int EventsMax { get; init; } = 1024;

    /// <summary>How often the session asks whether the cluster still knows it.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the cluster keeps the framework and its tasks while no scheduler is connected, when FrameworkInfo does
    /// not say.
    /// </summary>
    public TimeSpan DefaultFailoverTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
