using System.Globalization;
using System.Text.Json.Nodes;

namespace MesosOrleans.Cli.Output;

/// <summary>Reads values out of the cluster's JSON for tables; what is missing reads as empty.</summary>
public static class JsonReading
{
    private static readonly string[] FirstResources = ["cpus", "gpus", "mem", "disk"];

    /// <summary>A value as text.</summary>
    public static string Text(this JsonNode node, string key) => node[key]?.ToString() ?? string.Empty;

    /// <summary>A list of objects.</summary>
    public static IReadOnlyList<JsonNode> List(this JsonNode node, string key) =>
        node[key] is JsonArray array ? [.. array.OfType<JsonNode>()] : [];

    /// <summary>True when the value is true.</summary>
    public static bool Flag(this JsonNode node, string key) =>
        node[key] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>Resources as <c>cpus:0.1;mem:32</c>; those that are zero are left out.</summary>
    public static string Resources(this JsonNode node, string key) => node[key] is JsonObject resources
        ? string.Join(';', resources
            .Where(entry => entry.Value is JsonValue value && !(value.TryGetValue<double>(out var amount) && amount == 0))
            .OrderBy(entry => Array.IndexOf(FirstResources, entry.Key) is >= 0 and var place ? place : FirstResources.Length)
            .Select(entry => $"{entry.Key}:{entry.Value}"))
        : string.Empty;

    /// <summary>A time in seconds since 1970 as UTC text.</summary>
    public static string Time(this JsonNode node, string key) =>
        node[key] is JsonValue value && value.TryGetValue<double>(out var seconds) && seconds > 0
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : string.Empty;
}
