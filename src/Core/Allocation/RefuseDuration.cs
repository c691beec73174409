namespace MesosOrleans.Core.Allocation;

/// <summary>How long a filter lasts that a framework asks for in seconds.</summary>
public static class RefuseDuration
{
    /// <summary>What holds when a framework does not say, or says nonsense.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest filter.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(365);

    /// <summary>
    /// The duration of a filter: none for 0, 5 s for a negative or unrepresentable number, 365 days at most.
    /// </summary>
    /// <param name="seconds">What the framework asked for; null when it did not say.</param>
    /// <returns>Null when no filter is to be installed.</returns>
    public static TimeSpan? FromSeconds(double? seconds) => seconds switch
    {
        null or double.NaN or < 0 or double.PositiveInfinity => Default,
        0 => null,
        { } value when value >= Longest.TotalSeconds => Longest,
        { } value => TimeSpan.FromSeconds(value),
    };
}
