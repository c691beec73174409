using System.Text;
using System.Text.Json;

namespace MesosOrleans.Protocol.Json;

/// <summary>The slow path of parsing: taken only when a body turned out to be wrong.</summary>
internal static class JsonSyntax
{
    /// <summary>Longest quotation of the offending text, in bytes.</summary>
    private const int MaxQuotedBytes = 512;

    /// <summary>Mesos's text for a body that is not JSON: the line, and what follows on it.</summary>
    public static MesosJsonError Describe(ReadOnlySpan<byte> utf8, JsonException exception)
    {
        var line = (int)(exception.LineNumber ?? 0);
        var start = 0;
        for (var i = 0; i < line; i++)
        {
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        }

        start = (int)Math.Min(start + (exception.BytePositionInLine ?? 0), utf8.Length);
        return Quote(utf8[start..], line + 1);
    }

    /// <summary>The error of a text that is JSON by its marks but holds no valid Unicode.</summary>
    public static MesosJsonError InvalidText() => new(true, "invalid UTF-8 or escape sequence in a string");

    /// <summary>
    /// The same JSON as Mesos sees it once parsed: keys in order, of duplicates only the last.
    /// </summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A key is no valid Unicode.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MesosJson.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        // Throws when something follows.
        reader.Read();
        using var output = new MemoryStream(utf8.Length);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = MesosJson.MaxDepth }))
        {
            Copy(document.RootElement, writer);
        }

        return output.ToArray();
    }

    private static MesosJsonError Quote(ReadOnlySpan<byte> rest, int line)
    {
        var end = rest.IndexOf((byte)'\n');
        rest = end < 0 ? rest : rest[..end];
        rest = rest.Length > MaxQuotedBytes ? rest[..MaxQuotedBytes] : rest;
        var near = new StringBuilder(rest.Length);
        foreach (var symbol in Encoding.UTF8.GetString(rest))
        {
            if (symbol >= ' ')
            {
                near.Append(symbol);
            }
        }

        return new MesosJsonError(true, $"syntax error at line {line} near: {near}");
    }

    private static void Copy(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }

                writer.WriteStartObject();
                foreach (var (name, value) in members)
                {
                    writer.WritePropertyName(name);
                    Copy(value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Copy(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
