using System.Text;

namespace MesosOrleans.HttpSupport;

/// <summary>Bodies at the edges of what a reader can be asked to read.</summary>
public static class EdgeBodies
{
    private const int Deep = 100_000;
    private const int Large = 4_000_000;

    /// <summary>For readers of JSON.</summary>
    public static IEnumerable<(string Name, byte[] Body)> Json()
    {
        foreach (var (name, text) in JsonTexts())
        {
            yield return (name, Encoding.UTF8.GetBytes(text));
        }

        yield return ("a byte order mark", [0xEF, 0xBB, 0xBF, .. "{}"u8]);
        yield return ("bytes that are no UTF-8", [.. "{\"type\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]);
        yield return ("UTF-16", Encoding.Unicode.GetBytes("{\"type\":\"GET_HEALTH\"}"));
        yield return ("nothing but NUL", new byte[1000]);
        yield return ("nothing", []);
    }

    /// <summary>For readers of protobuf.</summary>
    public static IEnumerable<(string Name, byte[] Body)> Protobuf()
    {
        yield return ("nothing", []);
        yield return ("a number that does not end", [0x08, .. Enumerable.Repeat((byte)0xFF, 20)]);
        yield return ("a length beyond the end", [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
        yield return ("a length below zero", [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
        yield return ("field zero", [0x00, 0x00]);
        yield return ("wire type seven", [0x0F]);
        yield return ("a group that ends and never began", [0x0C]);
        yield return ("groups that begin and never end", [.. Enumerable.Repeat((byte)0x7B, Deep)]);
        yield return ("groups within groups", [.. Enumerable.Repeat((byte)0x7B, Deep), .. Enumerable.Repeat((byte)0x7C, Deep)]);
        // Field by field of those that hold messages: some of them hold themselves.
        for (var field = 1; field <= 20; field++)
        {
            yield return ($"field {field} within itself", Nested(field));
        }

        yield return ("a million unknown fields", [.. Enumerable.Range(0, 1_000_000).SelectMany(_ => new byte[] { 0xF8, 0x07, 0x01 })]);
    }

    private static IEnumerable<(string Name, string Text)> JsonTexts()
    {
        yield return ("arrays within arrays", new string('[', Deep) + new string(']', Deep));
        yield return ("arrays that do not end", new string('[', Deep));
        yield return ("objects within objects", string.Concat(Enumerable.Repeat("{\"a\":", Deep)) + "1" + new string('}', Deep));
        yield return ("both within both", string.Concat(Enumerable.Repeat("{\"type\":[", Deep)) + string.Concat(Enumerable.Repeat("]}", Deep)));
        yield return ("parents of parents", "{\"type\":\"KILL\",\"kill\":" + string.Concat(Enumerable.Repeat("{\"container_id\":{\"parent\":", Deep)));
        yield return ("a deep value of an unknown key", "{\"type\":\"GET_HEALTH\",\"x\":" + new string('[', Deep) + new string(']', Deep) + "}");
        yield return ("a long text", "{\"type\":\"" + new string('x', Large) + "\"}");
        yield return ("a long key", "{\"" + new string('x', Large) + "\":1}");
        yield return ("a long number", "{\"type\":" + new string('9', Large) + "}");
        yield return ("a large exponent", "{\"type\":1e" + new string('9', 1000) + "}");
        yield return ("many keys", "{" + string.Join(',', Enumerable.Range(0, Deep).Select(key => $"\"{key}\":1")) + "}");
        yield return ("one key many times", "{" + string.Join(',', Enumerable.Repeat("\"type\":\"GET_HEALTH\"", Deep)) + "}");
        yield return ("many elements", "{\"type\":[" + string.Join(',', Enumerable.Repeat("1", Deep)) + "]}");
        yield return ("half a surrogate", "{\"type\":\"\\ud800\"}");
        yield return ("a control character", "{\"type\":\"\u0001\"}");
        yield return ("two values", "{}{}");
        yield return ("a comment", "{/* */}");
        yield return ("blanks", new string(' ', Large));
        foreach (var text in new[] { "null", "1", "\"\"", "[]", "{", "}", "{\"type\"", "{\"type\":}", "{,}", "tru", "-", "1e", "\"" })
        {
            yield return (text, text);
        }
    }

    private static byte[] Nested(int field)
    {
        // From the inside out; lengths grow, and the whole stays below what the depth limits of readers let through.
        var tag = new byte[] { (byte)((field << 3) | 2) };
        var parts = new Stack<byte[]>();
        var length = 0;
        for (var level = 0; level < 2000; level++)
        {
            var head = tag.Concat(Varint(length)).ToArray();
            parts.Push(head);
            length += head.Length;
        }

        return [.. parts.SelectMany(part => part)];
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
