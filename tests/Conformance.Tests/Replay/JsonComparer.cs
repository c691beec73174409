using System.Text.Json;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// Compares JSON member by member: names, their order, kinds, numbers as they are written. Of what differs from run to
/// run only the kind counts.
/// </summary>
internal sealed class JsonComparer(IdMap ids, int recordedPort, int livePort)
{
    // When, by whom and with which random numbers.
    private static readonly HashSet<string> Varying = new(StringComparer.Ordinal)
    {
        "timestamp", "start_time", "elected_time", "registered_time", "reregistered_time", "unregistered_time",
        "build_date", "build_time", "build_user", "uuid", "status_update_uuid",
    };

    // Mesos keeps these in hash maps, or in the order in which sums came about.
    private static readonly HashSet<string> Unordered = new(StringComparer.Ordinal)
    {
        "agents", "slaves", "frameworks", "completed_frameworks", "offers", "tasks", "completed_tasks", "roles",
        "weight_infos", "configs", "infos", "resources", "total_resources", "allocated_resources", "offered_resources",
        "reserved_resources_full", "unreserved_resources_full", "used_resources_full", "offered_resources_full", "ops",
        "flags", "metrics", "guarantee", "statuses", "$",
    };

    // Maps by name, which Mesos hashes too.
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal) { "guarantees", "limits" };

    private readonly List<Diff> _diffs = [];

    /// <summary>Everything in which an answer is not the recorded one.</summary>
    public static IReadOnlyList<Diff> Compare(
        JsonElement recorded, JsonElement live, IdMap ids, int recordedPort, int livePort)
    {
        var comparer = new JsonComparer(ids, recordedPort, livePort);
        comparer.Compare("$", "$", recorded, live);
        return comparer._diffs;
    }

    private void Compare(string path, string name, JsonElement recorded, JsonElement live)
    {
        if (recorded.ValueKind != live.ValueKind
            && !(recorded.ValueKind is JsonValueKind.True or JsonValueKind.False && live.ValueKind is JsonValueKind.True or JsonValueKind.False))
        {
            Report(path, recorded, live);
            return;
        }

        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object when !Varies(path, name):
                CompareObjects(path, name, recorded, live);
                break;
            case JsonValueKind.Array when !Varies(path, name):
                CompareArrays(path, name, [.. recorded.EnumerateArray()], [.. live.EnumerateArray()]);
                break;
            default:
                if (!Varies(path, name) && !SameValue(name, recorded, live))
                {
                    Report(path, recorded, live);
                }

                break;
        }
    }

    // A metric's name has a slash in it; its figure is of the moment. The newest state of a task may be ahead of the
    // status that an operator is told of.
    private static bool Varies(string path, string name) =>
        Varying.Contains(name) || path == "$.task_updated.state" || name.Contains('/', StringComparison.Ordinal) || path.EndsWith(".metrics[*].value", StringComparison.Ordinal);

    private void CompareObjects(string path, string parent, JsonElement recorded, JsonElement live)
    {
        // Names of metrics have ids in them.
        var members = recorded.EnumerateObject().ToDictionary(member => ids.Translate(member.Name), member => member.Value, StringComparer.Ordinal);
        var names = members.Keys.ToList();
        var ours = live.EnumerateObject().Select(member => member.Name).ToList();
        foreach (var name in names.Except(ours))
        {
            _diffs.Add(new Diff($"{path}.{name}", members[name].GetRawText(), "(absent)"));
        }

        foreach (var name in ours.Except(names))
        {
            _diffs.Add(new Diff($"{path}.{name} (extra)", "(absent)", live.GetProperty(name).GetRawText()));
        }

        var common = names.Where(ours.Contains).ToList();
        if (!Maps.Contains(parent) && !common.SequenceEqual(ours.Where(names.Contains)))
        {
            _diffs.Add(new Diff($"{path} (order)", string.Join(",", common), string.Join(",", ours.Where(names.Contains))));
        }

        foreach (var name in common)
        {
            Compare($"{path}.{name}", name, members[name], live.GetProperty(name));
        }
    }

    private void CompareArrays(string path, string name, List<JsonElement> recorded, List<JsonElement> live)
    {
        path += "[*]";
        if (Unordered.Contains(name))
        {
            Pair(path, recorded, live);
        }

        for (var index = 0; index < Math.Max(recorded.Count, live.Count); index++)
        {
            if (index >= live.Count)
            {
                _diffs.Add(new Diff(path, recorded[index].GetRawText(), "(absent)"));
            }
            else if (index >= recorded.Count)
            {
                _diffs.Add(new Diff(path + " (extra)", "(absent)", live[index].GetRawText()));
            }
            else
            {
                Compare(path, "", recorded[index], live[index]);
            }
        }
    }

    // Takes out what is the same on both sides; what is left is put in the order in which it differs least.
    private void Pair(string path, List<JsonElement> recorded, List<JsonElement> live)
    {
        var left = new List<JsonElement>();
        var partners = new List<JsonElement>();
        foreach (var item in recorded)
        {
            var same = live.FindIndex(other => Try(path, item, other).Count == 0);
            if (same >= 0)
            {
                Compare(path, "", item, live[same]);
                live.RemoveAt(same);
            }
            else
            {
                left.Add(item);
            }
        }

        foreach (var item in left.Where(_ => live.Count > 0))
        {
            var best = Enumerable.Range(0, live.Count).MinBy(index => Try(path, item, live[index]).Count);
            partners.Add(live[best]);
            live.RemoveAt(best);
        }

        recorded.Clear();
        recorded.AddRange(left);
        live.InsertRange(0, partners);
    }

    private List<Diff> Try(string path, JsonElement recorded, JsonElement live)
    {
        var trial = new JsonComparer(ids.Copy(), recordedPort, livePort);
        trial.Compare(path, "", recorded, live);
        return trial._diffs;
    }

    private bool SameValue(string name, JsonElement recorded, JsonElement live) => recorded.ValueKind switch
    {
        JsonValueKind.String => ids.Match(Ported(recorded.GetString()!), live.GetString()!)
            || (name == "message" && ResourceLists.Sort(ids.Translate(Ported(recorded.GetString()!))) == ResourceLists.Sort(live.GetString()!)),
        JsonValueKind.Number when name == "port" && recorded.GetRawText() == Text(recordedPort) => live.GetRawText() == Text(livePort),
        _ => recorded.GetRawText() == live.GetRawText(),
    };

    private string Ported(string text) => text == Text(recordedPort)
        ? Text(livePort)
        : text.Replace(":" + Text(recordedPort), ":" + Text(livePort), StringComparison.Ordinal);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Report(string path, JsonElement recorded, JsonElement live) =>
        _diffs.Add(new Diff(path, ids.Translate(recorded.GetRawText()), live.GetRawText()));
}
