using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>Compares an answer with a recorded one, field by field.</summary>
internal static class RecordedAnswer
{
    // What differs from run to run: times, process ids, what was used, the build, and the port of the run.
    private static readonly HashSet<string> Masked = new(StringComparer.Ordinal)
    {
        "timestamp", "start_time", "build_date", "build_time", "build_user", "version", "uuid", "status_update_uuid",
        "executor_pid", "mtime", "cpus_system_time_secs", "cpus_user_time_secs", "mem_rss_bytes", "nanoseconds",
        "master_hostname", "avg_load_15min", "avg_load_1min", "avg_load_5min", "cpus_total", "mem_free_bytes", "mem_total_bytes",
    };

    // What a newer agent may say besides.
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "processes", "threads", "mem_total_bytes", "cpus_limit",
    };

    // Sets of names that each program has of its own: those of ours must be well-formed, and the recorded ones are not
    // asked for one by one here.
    private static readonly HashSet<string> OwnNames = new(StringComparer.Ordinal)
    {
        "$.flags", "$.get_flags.flags", "$.log_dir", "$./slave/log",
    };

    // Known here a moment later: the first status is told before there is a process.
    private static readonly HashSet<string> Late = new(StringComparer.Ordinal) { "executor_pid" };

    // The built-in executor is the agent node itself: its command is another program.
    private static readonly HashSet<string> OwnValues = new(StringComparer.Ordinal) { "command" };

    /// <summary>Where and how the answer differs; null when it does not.</summary>
    public static string? Difference(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        if (OwnNames.Contains(path))
        {
            return null;
        }

        if (expected is null || actual is null || expected.GetValueKind() != actual.GetValueKind())
        {
            return expected is null && actual is null ? null : $"{path}: {expected?.ToJsonString()} is {actual?.ToJsonString()}";
        }

        return expected switch
        {
            JsonObject fields => OfObject(fields, actual.AsObject(), path),
            JsonArray items => OfArray(items, actual.AsArray(), path),
            _ when Masked.Contains(name) || IsMetric(path) || path.Contains(".flags[", StringComparison.Ordinal) => null,
            _ => OfValue(expected, actual, path),
        };
    }

    // Figures of the moment, and more of them; paths of files begin with a slash.
    private static bool IsMetric(string path) => path.StartsWith("$.", StringComparison.Ordinal) && path.IndexOf('/', StringComparison.Ordinal) > 2;

    private static string? OfObject(JsonObject expected, JsonObject actual, string path)
    {
        foreach (var (name, value) in expected)
        {
            // What an executor's own process logged is not there.
            if (OwnNames.Contains($"{path}.{name}") || (Late.Contains(name) && !actual.ContainsKey(name))
                || (name == "size" && $"{expected["path"]}".EndsWith("/stderr", StringComparison.Ordinal)))
            {
                continue;
            }

            if (!actual.ContainsKey(name))
            {
                return $"{path}.{name} is missing";
            }

            if (!OwnValues.Contains(name) && Difference(value, actual[name], $"{path}.{name}") is { } difference)
            {
                return difference;
            }
        }

        return actual.FirstOrDefault(item => !expected.ContainsKey(item.Key) && !Allowed.Contains(item.Key) && !IsMetric($"{path}.{item.Key}")).Key is { } extra
            ? $"{path}.{extra} was not recorded"
            : null;
    }

    private static string? OfArray(JsonArray expected, JsonArray actual, string path)
    {
        if (expected.Count != actual.Count)
        {
            return $"{path}: {expected.Count} items are {actual.Count}: {actual.ToJsonString()}";
        }

        for (var index = 0; index < expected.Count; index++)
        {
            if (Difference(expected[index], actual[index], $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? OfValue(JsonNode expected, JsonNode actual, string path)
    {
        var equal = expected.GetValueKind() == JsonValueKind.Number
            ? expected.GetValue<double>() == actual.GetValue<double>()
            : JsonNode.DeepEquals(expected, actual);
        return equal ? null : $"{path}: {expected.ToJsonString()} is {actual.ToJsonString()}";
    }
}
