using System.Text;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Protocol.Ids;

/// <summary>What an id may look like. Every rule answers null when all is well, else the reason in Mesos's words.</summary>
public static class IdRules
{
    /// <summary>Longest id, in bytes of UTF-8.</summary>
    public const int MaxBytes = 255;

    /// <summary>Longest value of a ContainerID, in bytes of UTF-8.</summary>
    public const int MaxContainerIdBytes = 242;

    /// <summary>Most levels of nested containers that are looked at.</summary>
    private const int MaxContainerDepth = 100;

    /// <summary>The rule for task, executor, agent, framework and persistence ids. Blanks are allowed.</summary>
    public static string? Validate(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length == 0)
        {
            return "ID must not be empty";
        }

        if (Encoding.UTF8.GetByteCount(id) > MaxBytes)
        {
            return $"ID must not be greater than {MaxBytes} characters";
        }

        // They would name the directory itself, or the one above.
        if (id is "." or "..")
        {
            return $"'{id}' is disallowed";
        }

        foreach (var symbol in id)
        {
            if (symbol is < ' ' or '\u007f' or '/' or '\\')
            {
                return $"'{id}' contains invalid characters";
            }
        }

        return null;
    }

    /// <summary>The rule for container ids, parents included.</summary>
    public static string? Validate(ContainerID id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var prefix = "";
        var depth = 0;
        for (ContainerID? current = id; current is not null; current = current.Parent)
        {
            if (depth++ == MaxContainerDepth)
            {
                return $"'ContainerID.parent' is nested deeper than {MaxContainerDepth} levels";
            }

            if (ValidateContainerValue(current.Value) is { } error)
            {
                return prefix + error;
            }

            prefix += "'ContainerID.parent' is invalid: ";
        }

        return null;
    }

    private static string? ValidateContainerValue(string value)
    {
        if (Validate(value) is { } error)
        {
            return $"'ContainerID.value' is invalid: {error}";
        }

        if (Encoding.UTF8.GetByteCount(value) > MaxContainerIdBytes)
        {
            return $"'ContainerID.value' must not be greater than {MaxContainerIdBytes} characters";
        }

        // Periods join the ids of nested containers in paths and texts.
        return value.AsSpan().IndexOfAny('.', ' ') >= 0
            ? $"'ContainerID.value' '{value}' contains invalid characters"
            : null;
    }
}
