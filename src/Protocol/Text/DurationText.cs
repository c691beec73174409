using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MesosOrleans.Protocol.Text;

/// <summary>Durations as Mesos writes them in flags, environment variables and queries: <c>5secs</c>, <c>15mins</c>.</summary>
public static class DurationText
{
    private static readonly (string Name, long Nanoseconds)[] Units =
    [
        ("ns", 1),
        ("us", 1_000),
        ("ms", 1_000_000),
        ("secs", 1_000_000_000),
        ("mins", 60 * 1_000_000_000L),
        ("hrs", 3_600 * 1_000_000_000L),
        ("days", 86_400 * 1_000_000_000L),
        ("weeks", 604_800 * 1_000_000_000L),
    ];

    /// <summary>The text of a duration given in nanoseconds.</summary>
    /// <remarks>The largest unit not above the value, or the one below it when the first gives no whole number.</remarks>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0ns";
        }

        var sign = nanoseconds < 0 ? "-" : "";
        var size = nanoseconds < 0 ? 0UL - (ulong)nanoseconds : (ulong)nanoseconds;
        var unit = 0;
        while (unit + 1 < Units.Length && size >= (ulong)Units[unit + 1].Nanoseconds)
        {
            unit++;
        }

        if (size % (ulong)Units[unit].Nanoseconds != 0)
        {
            unit--;
        }

        var length = (ulong)Units[unit].Nanoseconds;
        var number = size % length == 0
            ? (size / length).ToString(CultureInfo.InvariantCulture)
            : ((double)size / length).ToString("G15", CultureInfo.InvariantCulture);
        return sign + number + Units[unit].Name;
    }

    /// <summary>The text of a duration.</summary>
    /// <exception cref="OverflowException">It is beyond ±292 years.</exception>
    public static string Format(TimeSpan duration) =>
        Format(checked(duration.Ticks * TimeSpan.NanosecondsPerTick));

    /// <summary>Reads a number (fractions allowed) and its unit.</summary>
    /// <param name="text">For example <c>1.5hrs</c>.</param>
    /// <param name="nanoseconds">The duration.</param>
    /// <param name="error">Why it is none, for the operator.</param>
    public static bool TryParse(string text, out long nanoseconds, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        nanoseconds = 0;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+'))
        {
            end++;
        }

        var unit = Array.FindIndex(Units, u => text.AsSpan(end).SequenceEqual(u.Name));
        if (unit < 0)
        {
            error = end == text.Length
                ? $"Invalid duration '{text}'"
                : $"Unknown duration unit '{text[end..]}'";
            return false;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text.AsSpan(0, end), Style, CultureInfo.InvariantCulture, out var number))
        {
            error = $"Invalid duration '{text}'";
            return false;
        }

        // Far below decimal's own bound, so that the product cannot overflow it.
        if (Math.Abs(number) > long.MaxValue
            || Math.Abs(number * Units[unit].Nanoseconds) > long.MaxValue)
        {
            error = $"Duration '{text}' is out of the range";
            return false;
        }

        nanoseconds = (long)Math.Truncate(number * Units[unit].Nanoseconds);
        error = null;
        return true;
    }

    /// <summary>Reads a duration as a TimeSpan; what is finer than 100 ns is cut off.</summary>
    /// <param name="text">For example <c>1.5hrs</c>.</param>
    /// <param name="duration">The duration.</param>
    /// <param name="error">Why it is none, for the operator.</param>
    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? error)
    {
        var parsed = TryParse(text, out long nanoseconds, out error);
        duration = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return parsed;
    }
}
