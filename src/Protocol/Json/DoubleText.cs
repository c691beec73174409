using System.Buffers.Text;
using System.Globalization;

namespace MesosOrleans.Protocol.Json;

/// <summary>
/// The text of a double in Mesos's JSON: the shortest that reads back the same, always with a fraction or an exponent
/// (<c>15.0</c>, <c>0.1</c>, <c>1e-7</c>); what is not finite is bare <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
internal static class DoubleText
{
    /// <summary>Plain notation is used for decimal points up to this many digits from the first digit.</summary>
    private const int MaxPlainDigits = 21;

    /// <summary>Plain notation is used for at most this many zeros after <c>0.</c>, plus one.</summary>
    private const int MinPlainPoint = -6;

    /// <summary>Writes <paramref name="value"/>; <paramref name="target"/> must hold 40 bytes.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Format(double value, Span<byte> target)
    {
        if (!double.IsFinite(value))
        {
            var word = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
            word.CopyTo(target);
            return word.Length;
        }

        Utf8Formatter.TryFormat(value, target, out var written);
        var text = target[..written];
        if (text.IndexOf((byte)'E') >= 0)
        {
            return Rewrite(text, target);
        }

        if (text.IndexOf((byte)'.') < 0)
        {
            target[written++] = (byte)'.';
            target[written++] = (byte)'0';
        }

        return written;
    }

    /// <summary>Turns <c>d.dddE±xx</c> into the notation of Mesos.</summary>
    private static int Rewrite(ReadOnlySpan<byte> scientific, Span<byte> target)
    {
        Span<byte> digits = stackalloc byte[24];
        var count = 0;
        var negative = scientific[0] == '-';
        var mark = scientific.IndexOf((byte)'E');
        foreach (var symbol in scientific[(negative ? 1 : 0)..mark])
        {
            if (symbol != '.')
            {
                digits[count++] = symbol;
            }
        }

        var exponentText = scientific[(mark + 1)..];
        if (exponentText[0] == '+')
        {
            exponentText = exponentText[1..];
        }

        var exponent = int.Parse(exponentText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var length = 0;
        if (negative)
        {
            target[length++] = (byte)'-';
        }

        return Place(digits[..count], exponent + 1, target, length);
    }

    /// <param name="digits">The significant digits.</param>
    /// <param name="point">Where the decimal point stands, counted from the first digit.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="length">Bytes already written.</param>
    private static int Place(ReadOnlySpan<byte> digits, int point, Span<byte> target, int length)
    {
        if (point >= digits.Length && point <= MaxPlainDigits)
        {
            digits.CopyTo(target[length..]);
            length += digits.Length;
            target.Slice(length, point - digits.Length).Fill((byte)'0');
            length += point - digits.Length;
            target[length++] = (byte)'.';
            target[length++] = (byte)'0';
            return length;
        }

        if (point > 0 && point <= MaxPlainDigits)
        {
            digits[..point].CopyTo(target[length..]);
            length += point;
            target[length++] = (byte)'.';
            digits[point..].CopyTo(target[length..]);
            return length + digits.Length - point;
        }

        if (point > MinPlainPoint && point <= 0)
        {
            target[length++] = (byte)'0';
            target[length++] = (byte)'.';
            target.Slice(length, -point).Fill((byte)'0');
            length += -point;
            digits.CopyTo(target[length..]);
            return length + digits.Length;
        }

        target[length++] = digits[0];
        if (digits.Length > 1)
        {
            target[length++] = (byte)'.';
            digits[1..].CopyTo(target[length..]);
            length += digits.Length - 1;
        }

        target[length++] = (byte)'e';
        Utf8Formatter.TryFormat(point - 1, target[length..], out var written);
        return length + written;
    }
}
