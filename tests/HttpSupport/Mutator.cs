using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MesosOrleans.HttpSupport;

/// <summary>Makes bodies that are nearly right, or not at all.</summary>
public sealed class Mutator(Random random)
{
    private const int ChangesMax = 4;

    // Stands for half a surrogate, which no writer of JSON writes.
    private const string Half = "half-a-surrogate";

    private static readonly byte[] Scraps = "{}[]\",:0null-1e999\\u0000true"u8.ToArray();

    private static readonly string[] Values =
    [
        "null", "true", "\"\"", "[]", "{}", "-1", "0", "1e308", "-1e-308", "1e999", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "18446744073709551615", "4294967296", "0.0005", "\"Infinity\"", "\"NaN\"", "\"\\u0000\"",
        $"\"{Half}\"", "\"../../etc/passwd\"", "\"a b%41'\\\";--\"", "\"..\"", "\"AAAA\"", "[[[[[[]]]]]]", "[null]", "{\"value\":{}}",
        "\"AAAAAAAAAAAAAAAAAAAAAA==\"", "\"\u00e9\u4e16\U0001F600\"", "[1,\"1\",{}]",
    ];

    /// <summary>Changes a JSON text: its structure, or its bytes.</summary>
    public byte[] Json(byte[] body)
    {
        if (random.Next(2) == 0 && Parse(body) is { } root)
        {
            for (var change = random.Next(ChangesMax); change >= 0; change--)
            {
                ChangeStructure(root);
            }

            return Encoding.UTF8.GetBytes(root.ToJsonString().Replace(Half, "\\ud800", StringComparison.Ordinal));
        }

        return Bytes(body);
    }

    /// <summary>Changes bytes.</summary>
    public byte[] Bytes(byte[] body)
    {
        var result = new List<byte>(body);
        for (var change = random.Next(ChangesMax); change >= 0; change--)
        {
            ChangeBytes(result, random.Next(result.Count + 1));
        }

        return [.. result];
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            var root = JsonNode.Parse(body);
            return root is JsonObject or JsonArray && Touch(root) ? root : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    // What has a key twice, or half a surrogate, parses and throws when it is looked into.
    private static bool Touch(JsonNode root) => root.ToJsonString().Length > 0;

    private void ChangeStructure(JsonNode root)
    {
        var node = root;
        while (true)
        {
            var (count, child) = Descend(node);
            if (count == 0)
            {
                return;
            }

            if (child is JsonObject or JsonArray && random.Next(3) > 0)
            {
                node = child;
                continue;
            }

            Replace(node);
            return;
        }
    }

    private (int Count, JsonNode? Child) Descend(JsonNode node) => node switch
    {
        JsonObject { Count: > 0 } map => (map.Count, map.ElementAt(random.Next(map.Count)).Value),
        JsonArray { Count: > 0 } list => (list.Count, list[random.Next(list.Count)]),
        _ => (0, null),
    };

    private void Replace(JsonNode node)
    {
        var value = Value();
        if (node is JsonArray list)
        {
            var at = random.Next(list.Count);
            switch (random.Next(3))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Add(list[at]?.DeepClone());
                    break;
                default:
                    list[at] = value;
                    break;
            }

            return;
        }

        var map = node.AsObject();
        var key = map.ElementAt(random.Next(map.Count)).Key;
        switch (random.Next(4))
        {
            case 0:
                map.Remove(key);
                break;
            case 1:
                map[key] = new JsonArray(map[key]?.DeepClone(), value);
                break;
            case 2:
                map[key + "_"] = value;
                break;
            default:
                map[key] = value;
                break;
        }
    }

    private JsonNode? Value()
    {
        var text = Values[random.Next(Values.Length)];
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private void ChangeBytes(List<byte> bytes, int at)
    {
        switch (random.Next(6))
        {
            case 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 1:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 2 when at < bytes.Count:
                bytes.RemoveAt(at);
                break;
            case 3 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 4 when at < bytes.Count:
                // A piece once more.
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(40), bytes.Count - at)));
                break;
            default:
                var start = random.Next(Scraps.Length);
                bytes.InsertRange(at, Scraps[start..Math.Min(Scraps.Length, start + random.Next(1, 12))]);
                break;
        }
    }
}
