using System.Security.Cryptography;
using System.Text;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// Makes any id usable as one component of a path. Letters, digits, <c>.</c>, <c>-</c> and <c>_</c> stay,
/// everything else is percent-escaped byte by byte, so different ids never share a name.
/// </summary>
public static class SafePathComponent
{
    /// <summary>Longest component that is written; a file system's own limit is 255 bytes.</summary>
    public const int LengthMax = 200;

    private const int DigestLength = 32;

    /// <summary>The escaped form. Ids whose form is too long end in a digest of the whole id.</summary>
    public static string Escape(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length is > 0 and <= LengthMax && IsPlain(id) && id is not "." and not "..")
        {
            return id;
        }

        var text = new StringBuilder(id.Length + 8);
        foreach (var value in Encoding.UTF8.GetBytes(id))
        {
            Append(text, value, allDots: id is "." or "..");
        }

        if (text.Length == 0)
        {
            return "%";
        }

        return text.Length <= LengthMax ? text.ToString() : Shorten(text.ToString(), id);
    }

    private static void Append(StringBuilder text, byte value, bool allDots)
    {
        if (IsPlain((char)value) && !(allDots && value == '.'))
        {
            text.Append((char)value);
        }
        else
        {
            text.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static string Shorten(string escaped, string id)
    {
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..DigestLength];
        return string.Concat(escaped.AsSpan(0, LengthMax - DigestLength - 1), "~", digest);
    }

    private static bool IsPlain(string id) => id.All(IsPlain);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
