using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>The rules for <c>refuse_seconds</c> (http-api.md 4.6).</summary>
public static class RefuseFilter
{
    /// <summary>Seconds when nothing, or nothing sensible, is said.</summary>
    public const double DefaultSeconds = 5;

    /// <summary>The longest a filter lasts: 365 days.</summary>
    public const double MaxSeconds = 365 * 24 * 60 * 60;

    /// <summary>Seconds for which what was not used is refused, or null for no filter.</summary>
    public static double? Seconds(Filters? filters)
    {
        var seconds = filters is { HasRefuseSeconds: true } ? filters.RefuseSeconds : DefaultSeconds;
        if (double.IsNaN(seconds) || seconds < 0)
        {
            seconds = DefaultSeconds;
        }

        return seconds == 0 ? null : Math.Min(seconds, MaxSeconds);
    }
}
