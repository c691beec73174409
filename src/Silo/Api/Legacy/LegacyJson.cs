using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Values as the legacy endpoints write them.</summary>
internal static class LegacyJson
{
    // Kinds that are always shown, in the order in which they are shown.
    private static readonly string[] Always = ["disk", "mem", "gpus", "cpus"];

    // Two numbers of 64 bits, brackets and a dash.
    private const int RangeTextMax = 48;

    /// <summary>A time in seconds since the epoch; 0.0 when it is not set.</summary>
    public static void Time(this Utf8JsonWriter writer, string name, TimeInfo? time) =>
        writer.Double(name, time is null ? 0 : Math.Round(time.Nanoseconds / 1e9, 6));

    /// <summary>A message in the general encoding.</summary>
    public static void Message(this Utf8JsonWriter writer, string name, IMessage message)
    {
        writer.WritePropertyName(name);
        MesosJson.Write(message, writer);
    }

    /// <summary>Sums by name; the usual kinds always.</summary>
    public static void Flat(this Utf8JsonWriter writer, string name, IReadOnlyList<Resource> resources)
    {
        writer.WritePropertyName(name);
        if (!writer.TryFlatUsual(resources))
        {
            writer.FlatValue(ResourceSum.Of(resources));
        }
    }

    // Most lists hold nothing but the usual kinds and perhaps ports; there may be a hundred thousand of them in an answer.
    private static bool TryFlatUsual(this Utf8JsonWriter writer, IReadOnlyList<Resource> resources)
    {
        Span<long> amounts = stackalloc long[Always.Length];
        amounts.Clear();
        Resource? ports = null;
        for (var i = 0; i < resources.Count; i++)
        {
            var resource = resources[i];
            if (resource.Revocable is not null)
            {
                return false;
            }

            var kind = Array.IndexOf(Always, resource.Name);
            if (kind >= 0 && resource.Scalar is not null)
            {
                amounts[kind] += ResourceSum.Thousandths(resource.Scalar.Value);
            }
            else if (kind < 0 && ports is null && resource.Type == Value.Types.Type.Ranges && resource.Ranges?.Range.Count == 1)
            {
                ports = resource;
            }
            else
            {
                return false;
            }
        }

        writer.WriteStartObject();
        for (var kind = 0; kind < Always.Length; kind++)
        {
            writer.Double(Always[kind], amounts[kind] / 1000.0);
        }

        if (ports is not null)
        {
            Span<char> text = stackalloc char[RangeTextMax];
            text.TryWrite(CultureInfo.InvariantCulture, $"[{ports.Ranges.Range[0].Begin}-{ports.Ranges.Range[0].End}]", out var length);
            writer.WriteString(ports.Name, text[..length]);
        }

        writer.WriteEndObject();
        return true;
    }

    /// <summary>Sums by name; the usual kinds always.</summary>
    public static void FlatValue(this Utf8JsonWriter writer, ResourceSum sum)
    {
        writer.WriteStartObject();
        foreach (var kind in Always)
        {
            writer.Double(kind, sum.Scalars.GetValueOrDefault(kind) / 1000.0);
        }

        foreach (var (kind, amount) in sum.Scalars)
        {
            if (Array.IndexOf(Always, kind) < 0)
            {
                writer.Double(kind, amount / 1000.0);
            }
        }

        foreach (var kind in sum.RangeNames)
        {
            writer.WriteString(kind, RangesText(sum.Ranges(kind)));
        }

        foreach (var (kind, items) in sum.Sets)
        {
            writer.WriteString(kind, SetText(items));
        }

        writer.WriteEndObject();
    }

    /// <summary>Sums by name as plain numbers, without zeros.</summary>
    public static void Quantities(this Utf8JsonWriter writer, string name, params ReadOnlySpan<ResourceSum> sums)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var sum in sums)
        {
            names.UnionWith(sum.Names());
        }

        writer.WriteStartObject(name);
        foreach (var kind in names)
        {
            var amount = 0L;
            foreach (var sum in sums)
            {
                amount += sum.Quantity(kind);
            }

            if (amount != 0)
            {
                writer.Double(kind, amount / 1000.0);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Labels as a bare list.</summary>
    public static void Labels(this Utf8JsonWriter writer, string name, Labels? labels)
    {
        if (labels is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        for (var i = 0; i < labels.Labels_.Count; i++)
        {
            MesosJson.Write(labels.Labels_[i], writer);
        }

        writer.WriteEndArray();
    }

    /// <summary>Attributes as one object; repeated names repeat the key.</summary>
    public static void Attributes(this Utf8JsonWriter writer, IEnumerable<Protocol.V1.Attribute> attributes)
    {
        writer.WriteStartObject("attributes");
        foreach (var attribute in attributes)
        {
            switch (attribute.Type)
            {
                case Value.Types.Type.Scalar:
                    writer.Double(attribute.Name, attribute.Scalar?.Value ?? 0);
                    break;
                case Value.Types.Type.Ranges:
                    writer.WriteString(
                        attribute.Name,
                        RangesText([.. (attribute.Ranges?.Range ?? []).Select(range => (range.Begin, range.End))]));
                    break;
                case Value.Types.Type.Set:
                    writer.WriteString(attribute.Name, SetText(attribute.Set?.Item ?? []));
                    break;
                default:
                    writer.WriteString(attribute.Name, attribute.Text?.Value ?? "");
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static string RangesText(IReadOnlyList<(ulong Begin, ulong End)> ranges)
    {
        var text = new StringBuilder("[");
        foreach (var (begin, end) in ranges)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(begin).Append('-').Append(end);
        }

        return text.Append(']').ToString();
    }

    private static string SetText(IEnumerable<string> items) => $"{{{string.Join(", ", items)}}}";
}
