using System.Globalization;
using System.Text.Json;
using MesosOrleans.Conformance.Tests.Wire;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>Compares a whole answer with the recorded one: status, headers, body.</summary>
internal sealed class AnswerComparer(IdMap ids, int recordedPort, int livePort)
{
    // What belongs to the connection or was left out of the recordings.
    private static readonly HashSet<string> Unrecorded = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "Content-Length", "Connection", "Keep-Alive", "Transfer-Encoding",
    };

    /// <summary>Everything in which the answer is not the recorded one.</summary>
    public IReadOnlyList<Diff> Compare(RecordedExchange recorded, Answer answer) =>
        [.. CompareHead(recorded, answer.Head), .. recorded.Method == "HEAD" || !recorded.IsRecorded ? [] : CompareBody(recorded.Response, answer)];

    /// <summary>The head alone, for streams.</summary>
    public IEnumerable<Diff> CompareHead(RecordedExchange recorded, Head head)
    {
        var status = recorded.Response.GetProperty("status").GetInt32();
        if (status != head.Status)
        {
            yield return new Diff("status", status.ToString(CultureInfo.InvariantCulture), head.StatusLine);
        }

        if (!DateTimeOffset.TryParseExact(head.Get("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            yield return new Diff("header Date", "(a date)", head.Get("Date") ?? "(absent)");
        }

        var headers = recorded.Response.GetProperty("headers").EnumerateObject()
            .Where(header => recorded.IsStream || !Unrecorded.Contains(header.Name))
            .ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (!SameHeader(name, value, head.Get(name)))
            {
                yield return new Diff($"header {name}", value, head.Get(name) ?? "(absent)");
            }
        }

        foreach (var (name, value) in head.Headers.Where(_ => recorded.IsRecorded).Where(header => !Unrecorded.Contains(header.Name) && !headers.ContainsKey(header.Name)))
        {
            yield return new Diff($"header {name}", "(absent)", value);
        }
    }

    private bool SameHeader(string name, string recorded, string? live) => name switch
    {
        "Mesos-Stream-Id" => Guid.TryParseExact(live, "D", out _),
        "Location" => live == recorded.Replace(
            recordedPort.ToString(CultureInfo.InvariantCulture), livePort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
        _ => live == recorded,
    };

    private IEnumerable<Diff> CompareBody(JsonElement recorded, Answer answer)
    {
        var wanted = recorded.TryGetProperty("json", out var json) ? json : default;
        var text = recorded.TryGetProperty("text", out var plain) ? plain.GetString()! : "";
        var live = answer.Text;
        if (text.EndsWith(')') && text.IndexOf("({", StringComparison.Ordinal) is > 0 and var open && text.StartsWith(live[..Math.Min(live.Length, open + 1)], StringComparison.Ordinal))
        {
            // JSON with a function's name around it.
            wanted = JsonDocument.Parse(text[(open + 1)..^1]).RootElement;
            live = live.EndsWith(')') ? live[(open + 1)..^1] : live;
        }

        if (text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
        {
            // The whole answer to a request that was pipelined.
            wanted = JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
        }

        if (wanted.ValueKind == JsonValueKind.Undefined)
        {
            return ids.Translate(text) == live ? [] : [new Diff("body", ids.Translate(text), live)];
        }

        try
        {
            return JsonComparer.Compare(wanted, JsonDocument.Parse(live).RootElement, ids, recordedPort, livePort);
        }
        catch (JsonException)
        {
            return [new Diff("body", ids.Translate(wanted.GetRawText()), live)];
        }
    }
}
