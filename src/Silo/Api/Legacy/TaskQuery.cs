namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>What a client asks of <c>/tasks</c>.</summary>
internal sealed record TaskQuery
{
    /// <summary>Tasks listed when the client does not say.</summary>
    public const int LimitDefault = 100;

    /// <summary>Tasks of this framework only.</summary>
    public string? FrameworkId { get; init; }

    /// <summary>Tasks with this id only.</summary>
    public string? TaskId { get; init; }

    /// <summary>At most so many; negative for all.</summary>
    public int Limit { get; init; } = LimitDefault;

    /// <summary>Tasks to leave out first.</summary>
    public int Offset { get; init; }

    /// <summary>Oldest first.</summary>
    public bool Ascending { get; init; }
}
