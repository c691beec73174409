using System.Text.Json;
using MesosOrleans.AgentNode.Flags;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Writes the flags in use.</summary>
internal static class FlagsJson
{
    public static void WriteFlags(Utf8JsonWriter json, NodeOptions options)
    {
        json.WriteStartObject("flags");
        foreach (var (name, text) in options.Texts.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
    }
}
