using System.Buffers;
using System.Globalization;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Durations as text: a number and a unit.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("+-.0123456789");

    private static readonly string[] Units = ["ns", "us", "ms", "secs", "mins", "hrs", "days", "weeks"];

    /// <summary>Tells why a text is no duration, or null.</summary>
    public static string? Check(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(NumberChars);
        var number = digits < 0 ? text : text[..digits];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return $"Failed to convert '{number}' to number";
        }

        var unit = digits < 0 ? "" : text[digits..];
        return Array.IndexOf(Units, unit) < 0 ? $"Unknown duration unit '{unit}'" : null;
    }
}
