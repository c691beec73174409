using System.Buffers.Text;
using System.Text.Json;

namespace MesosOrleans.Transport;

/// <summary>Numbers as Mesos's JSON writes them.</summary>
internal static class JsonNumbers
{
    /// <summary>A number that always shows a fraction or an exponent.</summary>
    public static void Double(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.DoubleValue(value);
    }

    /// <summary>A number that always shows a fraction or an exponent.</summary>
    public static void DoubleValue(this Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[40];
        if (!double.IsFinite(value))
        {
            value = 0;
        }

        Utf8Formatter.TryFormat(value, text, out var length);
        if (!text[..length].ContainsAny("."u8[0], "E"u8[0]))
        {
            text[length++] = (byte)'.';
            text[length++] = (byte)'0';
        }

        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
