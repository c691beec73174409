namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>A framework's answer to an inverse offer.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.InverseOfferAnswer")]
public sealed record InverseOfferAnswer
{
    /// <summary>The agent.</summary>
    [Id(0)]
    public required string AgentId { get; init; }

    /// <summary>The framework.</summary>
    [Id(1)]
    public required string FrameworkId { get; init; }

    /// <summary>True for ACCEPT, false for DECLINE, null when the framework lost the inverse offer without an answer.</summary>
    [Id(2)]
    public required bool? Accepted { get; init; }

    /// <summary>Seconds without another inverse offer of the agent; null for no filter.</summary>
    [Id(3)]
    public double? RefuseSeconds { get; init; }

    /// <summary>When the allocator heard of it; set in what the allocator tells.</summary>
    [Id(4)]
    public DateTimeOffset At { get; init; }

    /// <summary>The agent's host name; set in what the allocator tells.</summary>
    [Id(5)]
    public string Hostname { get; init; } = "";

    /// <summary>The agent's address; set in what the allocator tells.</summary>
    [Id(6)]
    public string Ip { get; init; } = "";
}
