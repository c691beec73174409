using System.Globalization;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>Recognises values in flags: ranges, a set, a number, or else a text.</summary>
public static class ValueText
{
    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly char[] RangeSeparators = ['[', ']', '-', ',', '\n'];
    private static readonly char[] SetSeparators = ['{', '}', ',', '\n'];

    /// <summary>Recognises a value. Blanks are ignored.</summary>
    /// <param name="text">Such as <c>4.5</c>, <c>[1-4, 7-9]</c>, <c>{a, b}</c>, <c>rack-7</c>.</param>
    /// <param name="value">The value; empty on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    /// <remarks>Negative and infinite numbers are texts. Repeated items of a set are kept.</remarks>
    public static bool TryParse(string text, out Value value, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = new Value();
        var packed = text.Replace(" ", string.Empty, StringComparison.Ordinal);
        error = CheckForm(packed);
        if (error is not null)
        {
            return false;
        }

        if (packed[0] == '[')
        {
            value.Type = Value.Types.Type.Ranges;
            return TryParseRanges(packed, value, out error);
        }

        if (packed[0] == '{')
        {
            value.Type = Value.Types.Type.Set;
            value.Set = new Value.Types.Set { Item = { packed.Split(SetSeparators, StringSplitOptions.RemoveEmptyEntries) } };
            return true;
        }

        return TryParseNumber(packed, value, out error);
    }

    internal static bool IsNegativeNumber(string text) =>
        double.TryParse(text.Trim(), Decimal, CultureInfo.InvariantCulture, out var number) && number < 0;

    private static string? CheckForm(string packed)
    {
        if (packed.Length == 0)
        {
            return "Expecting non-empty string";
        }

        if (!IsBalanced(packed, '{', '}') || !IsBalanced(packed, '[', ']') || !IsBalanced(packed, '(', ')'))
        {
            return "Mismatched brackets";
        }

        if (packed[0] != '[' && packed.Contains('[', StringComparison.Ordinal))
        {
            return "Unexpected '[' found";
        }

        return packed[0] is not ('[' or '{') && packed.Contains('{', StringComparison.Ordinal)
            ? "Unexpected '{' found"
            : null;
    }

    private static bool TryParseRanges(string packed, Value value, out string? error)
    {
        error = null;
        var tokens = packed.Split(RangeSeparators, StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length % 2 != 0)
        {
            error = "Expecting one or more \"ranges\"";
            return false;
        }

        var ranges = new ValueRange[tokens.Length / 2];
        for (var i = 0; i < ranges.Length; i++)
        {
            if (!TryParseBound(tokens[2 * i], out var begin, ref error)
                || !TryParseBound(tokens[(2 * i) + 1], out var end, ref error))
            {
                return false;
            }

            ranges[i] = new ValueRange(begin, end);
        }

        value.Ranges = ToMessage(ranges);
        return true;
    }

    // Ranges that end before they begin are kept as they are, for the validator to see.
    private static Value.Types.Ranges ToMessage(ValueRange[] ranges)
    {
        if (Array.TrueForAll(ranges, range => range.Begin <= range.End))
        {
            return ResourceCodec.ToProto(ValueRanges.Of(ranges));
        }

        var message = new Value.Types.Ranges();
        foreach (var range in ranges)
        {
            message.Range.Add(new Value.Types.Range { Begin = range.Begin, End = range.End });
        }

        return message;
    }

    private static bool TryParseBound(string token, out ulong bound, ref string? error)
    {
        if (ulong.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out bound))
        {
            return true;
        }

        error = $"Expecting non-negative integers in '{token}'";
        return false;
    }

    private static bool TryParseNumber(string packed, Value value, out string? error)
    {
        error = null;
        if (double.TryParse(packed, Decimal, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            if (double.IsSubnormal(number))
            {
                error = "Subnormal values not supported";
                return false;
            }

            if (number >= 0)
            {
                value.Type = Value.Types.Type.Scalar;
                value.Scalar = new Value.Types.Scalar { Value = number };
                return true;
            }
        }

        value.Type = Value.Types.Type.Text;
        value.Text = new Value.Types.Text { Value = packed };
        return true;
    }

    private static bool IsBalanced(string text, char open, char close)
    {
        var depth = 0;
        foreach (var c in text)
        {
            depth += c == open ? 1 : c == close ? -1 : 0;
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0;
    }
}
