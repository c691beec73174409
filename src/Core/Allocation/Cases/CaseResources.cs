using System.Globalization;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>
/// Reads resources as cases write them: <c>name(res-stack)[disk]{REV}&lt;SHARED&gt;:value</c> joined by <c>;</c>.
/// <c>@5</c> stands for <c>cpus:5;mem:5</c>.
/// </summary>
public static class CaseResources
{
    /// <summary>Reads a text into protocol records.</summary>
    /// <exception cref="FormatException">The text is not in the notation.</exception>
    public static IEnumerable<Resource> Parse(string text)
    {
        if (text.StartsWith('@'))
        {
            text = $"cpus:{text[1..]};mem:{text[1..]}";
        }

        return text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseItem);
    }

    private static Resource ParseItem(string item)
    {
        var colon = ColonBeforeValue(item);
        var resource = new Resource();
        ParseValue(resource, item[(colon + 1)..]);
        var head = item[..colon];
        if (Cut(ref head, "<SHARED>"))
        {
            resource.Shared = new();
        }

        if (Cut(ref head, "{REV}"))
        {
            resource.Revocable = new();
        }

        if (CutBracketed(ref head, '[', ']') is { } disk)
        {
            resource.Disk = ParseDisk(disk);
        }

        if (CutBracketed(ref head, '(', ')') is { } stack)
        {
            foreach (var role in stack.Split('|'))
            {
                resource.Reservations.Add(new Resource.Types.ReservationInfo
                {
                    Role = role,
                    Type = resource.Reservations.Count == 0
                        ? Resource.Types.ReservationInfo.Types.Type.Static
                        : Resource.Types.ReservationInfo.Types.Type.Dynamic,
                });
            }
        }

        resource.Name = head;
        return resource;
    }

    private static int ColonBeforeValue(string item)
    {
        // A disk source such as [MOUNT:/m1] has a colon of its own.
        var disk = item.IndexOf('[', StringComparison.Ordinal);
        var colon = item.IndexOf(':', StringComparison.Ordinal);
        if (disk >= 0 && disk < colon)
        {
            colon = item.IndexOf(':', item.IndexOf(']', disk));
        }

        return colon > 0 ? colon : throw new FormatException($"Missing ':' in '{item}'");
    }

    private static void ParseValue(Resource resource, string value)
    {
        if (value.StartsWith('['))
        {
            resource.Type = Value.Types.Type.Ranges;
            resource.Ranges = new();
            foreach (var range in value.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var ends = range.Split('-');
                resource.Ranges.Range.Add(new Value.Types.Range
                {
                    Begin = ulong.Parse(ends[0], CultureInfo.InvariantCulture),
                    End = ulong.Parse(ends[^1], CultureInfo.InvariantCulture),
                });
            }
        }
        else if (value.StartsWith('{'))
        {
            resource.Type = Value.Types.Type.Set;
            resource.Set = new();
            resource.Set.Item.AddRange(value.Trim('{', '}').Split(',', StringSplitOptions.RemoveEmptyEntries));
        }
        else
        {
            resource.Type = Value.Types.Type.Scalar;
            resource.Scalar = new() { Value = double.Parse(value, CultureInfo.InvariantCulture) };
        }
    }

    private static Resource.Types.DiskInfo ParseDisk(string text)
    {
        var disk = new Resource.Types.DiskInfo();
        foreach (var part in text.Split(','))
        {
            if (part.StartsWith("MOUNT", StringComparison.Ordinal))
            {
                disk.Source = new() { Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount };
                disk.Source.Mount = new() { Root = part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..] };
            }
            else if (part.StartsWith("PATH", StringComparison.Ordinal))
            {
                disk.Source = new() { Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Path };
                disk.Source.Path = new() { Root = part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..] };
            }
            else
            {
                disk.Persistence = new() { Id = part };
                disk.Volume = new() { ContainerPath = part, Mode = Volume.Types.Mode.Rw };
            }
        }

        return disk;
    }

    private static bool Cut(ref string head, string marker)
    {
        var at = head.IndexOf(marker, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        head = head.Remove(at, marker.Length);
        return true;
    }

    private static string? CutBracketed(ref string head, char open, char close)
    {
        var from = head.IndexOf(open, StringComparison.Ordinal);
        var to = head.IndexOf(close, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            return null;
        }

        var inner = head[(from + 1)..to];
        head = head.Remove(from, to - from + 1);
        return inner;
    }
}
