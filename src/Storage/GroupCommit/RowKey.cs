using System.Buffers;
using System.Globalization;
using System.Text;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>Identity of a row within a service: the name of the state, and the grain's type and key as text.</summary>
/// <param name="StateName">Name of the state, encoded.</param>
/// <param name="GrainKey"><c>type/key</c>, encoded.</param>
public readonly record struct RowKey(string StateName, string GrainKey)
{
    /// <summary>Longest encoded part, in UTF-8 bytes: PostgreSQL's index entries end at about 2,700 bytes.</summary>
    public const int PartBytesMax = 1_200;

    /// <summary>The row of a grain's state.</summary>
    /// <exception cref="ArgumentException">A part is longer than <see cref="PartBytesMax"/>.</exception>
    public static RowKey Of(string stateName, GrainId grainId)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        var state = Encode(Encoding.UTF8.GetBytes(stateName));
        var grain = $"{Encode(grainId.Type.AsSpan())}/{Encode(grainId.Key.AsSpan())}";
        return new RowKey(Bounded(state, nameof(stateName)), Bounded(grain, nameof(grainId)));
    }

    /// <summary>
    /// Bytes as text that every database takes, different bytes as different text: UTF-8 as it is, except that a
    /// backslash is doubled and a zero byte or a byte that is not UTF-8 becomes <c>\xHH</c>.
    /// </summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        if (!NeedsEscape(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length + 8);
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status != OperationStatus.Done || rune.Value == 0)
            {
                foreach (var value in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }
            else if (rune.Value == '\\')
            {
                text.Append(@"\\");
            }
            else
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static bool NeedsEscape(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAny((byte)0, (byte)'\\') || !System.Text.Unicode.Utf8.IsValid(bytes);

    private static string Bounded(string part, string name) =>
        part.Length <= PartBytesMax / 4 || Encoding.UTF8.GetByteCount(part) <= PartBytesMax
            ? part
            : throw new ArgumentException($"Longer than {PartBytesMax} bytes: {part[..40]}…", name);
}
