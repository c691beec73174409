using System.Buffers.Text;
using System.Text.Json;
using Google.Protobuf;

namespace MesosOrleans.Protocol.Json;

internal sealed class BytesCodec(string field) : ValueCodec<ByteString>
{
    public override ByteString Empty => ByteString.Empty;

    public override void Write(ByteString value, ref JsonBuffer output) => output.Base64(value.Span);

    public override ReadOutcome Read(ref JsonInput input, out ByteString value)
    {
        value = ByteString.Empty;
        if (input.Reader.TokenType != JsonTokenType.String)
        {
            return input.FailKind(field);
        }

        if (!input.Reader.ValueIsEscaped && Base64.IsValid(input.Reader.ValueSpan))
        {
            value = UnsafeByteOperations.UnsafeWrap(input.Reader.GetBytesFromBase64());
            return ReadOutcome.Value;
        }

        var text = input.Reader.GetString()!;
        if (!TryDecodeLoosely(text, out var bytes, out var offending))
        {
            return input.Fail(
                $"Failed to base64 decode bytes field '{field}': Invalid character '{offending}'");
        }

        value = UnsafeByteOperations.UnsafeWrap(bytes);
        return ReadOutcome.Value;
    }

    /// <summary>Base64 whose padding may be missing: the first <c>=</c> ends it.</summary>
    private static bool TryDecodeLoosely(string text, out byte[] bytes, out string offending)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var body = end < 0 ? text : text[..end];
        bytes = [];
        offending = "";
        for (var i = 0; i < body.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(body[i]) && body[i] is not ('+' or '/'))
            {
                offending = body[i].ToString();
                return false;
            }
        }

        // A lone last symbol holds fewer bits than a byte and says nothing.
        var whole = body.Length % 4 == 1 ? body[..^1] : body;
        var decoded = new byte[whole.Length * 3 / 4];
        var bits = 0;
        var held = 0;
        var count = 0;
        foreach (var symbol in whole)
        {
            bits = (bits << 6) | Sextet(symbol);
            held += 6;
            if (held >= 8)
            {
                held -= 8;
                decoded[count++] = (byte)(bits >> held);
                bits &= (1 << held) - 1;
            }
        }

        bytes = decoded;
        return true;
    }

    private static int Sextet(char symbol) => symbol switch
    {
        >= 'A' and <= 'Z' => symbol - 'A',
        >= 'a' and <= 'z' => symbol - 'a' + 26,
        >= '0' and <= '9' => symbol - '0' + 52,
        '+' => 62,
        _ => 63,
    };
}
