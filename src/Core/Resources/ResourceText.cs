using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Reads the flag that lists an agent's resources. What it gives is raw: neither validated nor merged, records of zero included.
/// </summary>
public static class ResourceText
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads a JSON array of resources; anything that is no JSON array is read as the text form.</summary>
    /// <param name="text">The flag.</param>
    /// <param name="defaultRole">The role of whatever names none.</param>
    /// <param name="resources">What was read, with reservations in the internal form; empty on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(string text, string defaultRole, out IReadOnlyList<Resource> resources, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(defaultRole);
        var list = new List<Resource>();
        error = TryOpenArray(text) is { } document
            ? ParseJson(document, defaultRole, list)
            : ParseText(text, defaultRole, list);
        resources = error is null ? list : [];
        return error is null;
    }

    // An invalid message cannot become a record: its amount is shown as it came behind what it is an amount of.
    internal static string Describe(Resource resource) =>
        (ResourceRecord.FromProto(resource) ?? ResourceCodec.FromInvalid(resource))?.ToString()
        ?? DescribeInvalid(resource) ?? resource.ToString();

    private static string? DescribeInvalid(Resource resource)
    {
        var like = resource.Clone();
        like.Type = Value.Types.Type.Scalar;
        like.Scalar = new Value.Types.Scalar { Value = 1 };
        like.Ranges = null;
        like.Set = null;
        var amount = resource.Type switch
        {
            Value.Types.Type.Ranges => $"[{string.Join(", ", (resource.Ranges?.Range ?? []).Select(range => $"{range.Begin}-{range.End}"))}]",
            Value.Types.Type.Set => $"{{{string.Join(", ", resource.Set?.Item ?? [])}}}",
            _ => null,
        };
        return amount is not null && ResourceRecord.FromProto(like) is { } record
            ? $"{ResourcePrinter.Print(record.Key)}:{amount}"
            : null;
    }

    private static JsonDocument? TryOpenArray(string text)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                return document;
            }
        }
        catch (JsonException)
        {
            // Not JSON at all: the caller reads it as the text form.
            return null;
        }

        document.Dispose();
        return null;
    }

    private static string? ParseJson(JsonDocument document, string defaultRole, List<Resource> resources)
    {
        using (document)
        {
            foreach (var element in document.RootElement.EnumerateArray())
            {
                var error = ParseElement(element, out var resource);
                if (error is not null)
                {
                    return $"Some JSON resources were not formatted properly: {error}";
                }

                if (!resource.HasRole && resource.Reservations.Count == 0)
                {
                    resource.Role = defaultRole;
                }

                // An invalid record keeps its format, so that the validator can say what is wrong with it.
                if (ResourceValidator.Validate(resource) is null)
                {
                    ResourceFormats.Upgrade(resource);
                }

                resources.Add(resource);
            }
        }

        return null;
    }

    private static string? ParseElement(JsonElement element, out Resource resource)
    {
        resource = new Resource();
        if (element.ValueKind != JsonValueKind.Object)
        {
            return $"Expecting a JSON object, found {element.GetRawText()}";
        }

        try
        {
            resource = Parser.Parse<Resource>(element.GetRawText());
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidJsonException)
        {
            return failure.Message;
        }

        return resource.HasName && resource.HasType ? null : $"Missing required fields in {element.GetRawText()}";
    }

    private static string? ParseText(string text, string defaultRole, List<Resource> resources)
    {
        foreach (var item in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (string.IsNullOrWhiteSpace(item))
            {
                continue;
            }

            var pair = item.Split(':', StringSplitOptions.RemoveEmptyEntries);
            if (pair.Length != 2)
            {
                return $"Bad value for resources, missing or extra ':' in {item}";
            }

            var (name, role) = (pair[0].Trim(), defaultRole);
            var open = pair[0].IndexOf('(', StringComparison.Ordinal);
            if (open >= 0)
            {
                var close = pair[0].IndexOf(')', open);
                if (close < 0)
                {
                    return $"Bad value for resources, mismatched parentheses in {item}";
                }

                name = pair[0][..open].Trim();
                role = pair[0][(open + 1)..close].Trim();
            }

            if (ParseRecord(name, pair[1], role, resources) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? ParseRecord(string name, string text, string role, List<Resource> resources)
    {
        if (!ValueText.TryParse(text, out var value, out var why))
        {
            return $"Failed to parse resource {name} value {text} error {why}";
        }

        if (value.Type == Value.Types.Type.Text)
        {
            return $"Bad type for resource {name} value {text} type TEXT";
        }

        var resource = new Resource
        {
            Name = name,
            Type = value.Type,
            Scalar = value.Scalar,
            Ranges = value.Ranges,
            Set = value.Set,
        };
        if (role != RoleName.Default)
        {
            resource.Reservations.Add(new Reservation(ReservationType.Static, role).ToProto());
        }

        resources.Add(resource);
        return null;
    }
}
