using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>Recognises scalars and ranges in flags.</summary>
internal static class ValueText
{
    public static bool TryScalar(string text, out double value)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value) && value >= 0;

    public static bool TryRanges(string text, [NotNullWhen(true)] out Value.Types.Ranges? ranges)
    {
        ranges = null;
        if (text.Length < 2 || text[0] != '[' || text[^1] != ']')
        {
            return false;
        }

        var found = new Value.Types.Ranges();
        foreach (var item in text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = item.Split('-');
            if (ends.Length != 2 || !ulong.TryParse(ends[0], out var begin) || !ulong.TryParse(ends[1], out var end))
            {
                return false;
            }

            found.Range.Add(new Value.Types.Range { Begin = begin, End = end });
        }

        ranges = found;
        return true;
    }
}
