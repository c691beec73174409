using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace MesosOrleans.Protocol.Json;

/// <summary>Writes the tokens of Mesos's JSON to a buffer writer. It keeps no structure: callers place the commas.</summary>
/// <remarks>Utf8JsonWriter cannot be used: it escapes characters Mesos passes through, and refuses NaN.</remarks>
internal ref struct JsonBuffer(IBufferWriter<byte> output)
{
    private const int MaxNumberBytes = 40;
    private const int StringChunkChars = 1024;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _used;

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
            _used = 0;
        }

        _span = default;
    }

    public void Byte(byte value)
    {
        Ensure(1);
        _span[_used++] = value;
    }

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        Ensure(utf8.Length);
        utf8.CopyTo(_span[_used..]);
        _used += utf8.Length;
    }

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    public void Int64(long value)
    {
        Ensure(MaxNumberBytes);
        Utf8Formatter.TryFormat(value, _span[_used..], out var written);
        _used += written;
    }

    public void UInt64(ulong value)
    {
        Ensure(MaxNumberBytes);
        Utf8Formatter.TryFormat(value, _span[_used..], out var written);
        _used += written;
    }

    public void Double(double value)
    {
        Ensure(MaxNumberBytes);
        _used += DoubleText.Format(value, _span[_used..]);
    }

    /// <summary>Standard base64 with padding, in quotes.</summary>
    public void Base64(ReadOnlySpan<byte> bytes)
    {
        Ensure(Base64Length(bytes.Length) + 2);
        _span[_used++] = (byte)'"';
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, _span[_used..], out _, out var written);
        _used += written;
        _span[_used++] = (byte)'"';
    }

    /// <summary>A quoted string: control characters, quote and backslash escaped, all else passed through as UTF-8.</summary>
    public void String(ReadOnlySpan<char> text)
    {
        Byte((byte)'"');
        while (!text.IsEmpty)
        {
            var special = text.IndexOfAny(Escaped);
            if (special < 0)
            {
                Utf8Text(text);
                break;
            }

            Utf8Text(text[..special]);
            Escape(text[special]);
            text = text[(special + 1)..];
        }

        Byte((byte)'"');
    }

    private static int Base64Length(int count) => System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(count);

    private void Utf8Text(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            Ensure(Math.Min(text.Length, StringChunkChars) * 3);
            Utf8.FromUtf16(text, _span[_used..], out var read, out var written, replaceInvalidSequences: true);
            _used += written;
            text = text[read..];
        }
    }

    private void Escape(char special)
    {
        switch (special)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\b':
                Raw("\\b"u8);
                break;
            case '\f':
                Raw("\\f"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            case '\r':
                Raw("\\r"u8);
                break;
            case '\t':
                Raw("\\t"u8);
                break;
            default:
                Raw("\\u00"u8);
                Byte((byte)"0123456789ABCDEF"[special >> 4]);
                Byte((byte)"0123456789ABCDEF"[special & 15]);
                break;
        }
    }

    private void Ensure(int bytes)
    {
        if (_span.Length - _used >= bytes)
        {
            return;
        }

        Flush();
        _span = _output.GetSpan(Math.Max(bytes, 512));
    }
}
