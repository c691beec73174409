using System.Buffers;
using System.Globalization;
using MesosOrleans.Protocol.Text;

namespace MesosOrleans.Transport;

/// <summary>Durations in queries, refused in the words of Mesos's parser.</summary>
internal static class QueryDuration
{
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("+-.0123456789");

    /// <summary>Reads a number and a unit.</summary>
    /// <param name="text">For example <c>10mins</c>.</param>
    /// <param name="duration">The duration when the answer is null.</param>
    /// <returns>Why it is none, or null.</returns>
    public static string? Parse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var digits = text.AsSpan().IndexOfAnyExcept(NumberChars);
        var number = digits < 0 ? text : text[..digits];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return $"Failed to convert '{number}' to number";
        }

        if (digits < 0)
        {
            return "Unknown duration unit ''";
        }

        return DurationText.TryParse(text, out duration, out var error) ? null : error;
    }
}
