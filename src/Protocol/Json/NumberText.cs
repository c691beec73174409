using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MesosOrleans.Protocol.Json;

/// <summary>Finds the text of a number that stands bare or in quotes.</summary>
internal static class NumberText
{
    /// <summary>What JSON counts as blank.</summary>
    public const string Blanks = " \t\r\n";

    /// <summary>The number at the reader: the token itself, or the inside of a string that is a JSON number.</summary>
    /// <returns>False when there is none; the input then holds the error.</returns>
    public static bool TryFind(ref JsonInput input, string field, out ReadOnlySpan<byte> number)
    {
        switch (input.Reader.TokenType)
        {
            case JsonTokenType.Number:
                number = input.Reader.ValueSpan;
                return true;
            case JsonTokenType.String:
                var text = input.Reader.GetString()!;
                number = Encoding.UTF8.GetBytes(text.Trim(Blanks.ToCharArray()));
                if (IsNumber(number))
                {
                    return true;
                }

                input.Fail($"Failed to parse '{text}' as a JSON number for field '{field}'");
                return false;
            default:
                number = default;
                input.FailKind(field);
                return false;
        }
    }

    /// <summary>A number as the nearest integer towards zero.</summary>
    /// <remarks>Fractions and exponents are allowed in integer fields; the fraction is cut off.</remarks>
    public static bool TryTruncate(ReadOnlySpan<byte> number, out Int128 value)
    {
        if (Utf8Parser.TryParse(number, out long plain, out var consumed) && consumed == number.Length)
        {
            value = plain;
            return true;
        }

        if (Utf8Parser.TryParse(number, out ulong large, out consumed) && consumed == number.Length)
        {
            value = large;
            return true;
        }

        // A plain integer beyond 64 bits must not be rounded back into range.
        value = default;
        if (number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            return false;
        }

        var parsed = Utf8Parser.TryParse(number, out double floating, out consumed) && consumed == number.Length;
        // Beyond this bound no integer field can hold it, and the cast would saturate.
        if (!parsed || !(Math.Abs(floating) < 1e30))
        {
            return false;
        }

        value = (Int128)Math.Truncate(floating);
        return true;
    }

    /// <summary>The error of a number that its field cannot hold.</summary>
    public static ReadOutcome FailRange(ref JsonInput input, string field, scoped ReadOnlySpan<byte> number) =>
        input.Fail($"Number '{Encoding.UTF8.GetString(number)}' is out of range for field '{field}'");

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        const int Longest = 512;
        if (text.IsEmpty || text.Length > Longest || text.ContainsAnyExcept(Symbols))
        {
            return false;
        }

        var reader = new Utf8JsonReader(text);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static readonly SearchValues<byte> Symbols = SearchValues.Create("0123456789+-.eE"u8);
}
