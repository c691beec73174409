using System.Text.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Resources as the older pages print them: sums by name, ranges and sets as text. See legacy-endpoints.</summary>
internal static class FlatResources
{
    private static readonly string[] Always = ["disk", "mem", "gpus", "cpus"];

    public static void Write(Utf8JsonWriter json, string name, IEnumerable<Resource> resources)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in Totals(resources))
        {
            json.WritePropertyName(key);
            json.WriteRawValue(JsonNumber.Format(value));
        }

        foreach (var group in resources.Where(item => item.Type != Value.Types.Type.Scalar).GroupBy(Key))
        {
            json.WriteString(group.Key, Text(group));
        }

        json.WriteEndObject();
    }

    /// <summary>Scalars summed by name; cpus, mem, disk and gpus are always there.</summary>
    public static Dictionary<string, double> Totals(IEnumerable<Resource> resources)
    {
        var totals = Always.ToDictionary(name => name, _ => 0.0, StringComparer.Ordinal);
        foreach (var resource in resources.Where(item => item.Type == Value.Types.Type.Scalar))
        {
            totals[Key(resource)] = Math.Round(totals.GetValueOrDefault(Key(resource)) + resource.Scalar.Value, 3);
        }

        return totals;
    }

    /// <summary>The role a resource is reserved for, or null.</summary>
    public static string? ReservedRole(Resource resource)
        => resource.Reservations.Count > 0 ? resource.Reservations[^1].Role : null;

    private static string Key(Resource resource)
        => resource.Revocable is null ? resource.Name : resource.Name + "_revocable";

    private static string Text(IGrouping<string, Resource> group)
    {
        if (group.First().Type == Value.Types.Type.Set)
        {
            return "{" + string.Join(", ", group.SelectMany(item => item.Set.Item).Distinct()) + "}";
        }

        var ranges = group.SelectMany(item => item.Ranges.Range).OrderBy(range => range.Begin)
            .Select(range => $"{range.Begin}-{range.End}");
        return "[" + string.Join(", ", ranges) + "]";
    }
}
