using System.Text;
using System.Text.Json.Nodes;
using MesosOrleans.Protocol.RecordIO;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>Every recorded exchange, in the order and the state in which it was recorded.</summary>
public sealed class RecordedExchangeTests
{
    // Answered otherwise on purpose.
    private static readonly Dictionary<string, string> Wanted = new(StringComparer.Ordinal)
    {
        ["017-get-state-json"] = "tools of 0.x ask for /state.json",
    };

    [Fact]
    public async Task Answers_are_as_recorded()
    {
        await using var state = await RecordedState.CreateAsync();
        var failures = new List<string>();
        var count = 0;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Data", "recorded-agent.jsonl")))
        {
            var exchange = JsonNode.Parse(line)!;
            var name = exchange["name"]!.GetValue<string>();
            count++;
            var difference = await DifferenceAsync(state, exchange);
            if (difference is null == Wanted.ContainsKey(name))
            {
                failures.Add($"{name}: {difference ?? "is as recorded, which was not expected"}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.Equal(66, count);
    }

    private static async Task<string?> DifferenceAsync(RecordedState state, JsonNode exchange)
    {
        using var request = RequestOf(state, exchange["request"]!);
        using var response = await state.Node.Http.SendAsync(request);
        var expected = exchange["response"]!;
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var body = state.TranslateBack(Encoding.UTF8.GetString(bytes));
        if (expected["status"]!.GetValue<int>() != (int)response.StatusCode)
        {
            return $"{(int)response.StatusCode} {body}";
        }

        foreach (var (name, value) in expected["headers"]!.AsObject())
        {
            var actual = response.Headers.TryGetValues(name, out var own) ? own
                : response.Content.Headers.TryGetValues(name, out var content) ? content : [];
            if (string.Join(", ", actual) != value!.GetValue<string>())
            {
                return $"{name}: {string.Join(", ", actual)}";
            }
        }

        return await DifferenceOfBodyAsync(expected, bytes, body);
    }

    private static async Task<string?> DifferenceOfBodyAsync(JsonNode expected, byte[] bytes, string body)
    {
        if (expected["records"] is JsonArray records)
        {
            var actual = new JsonArray();
            await foreach (var record in RecordIOReader.ReadAllAsync(new MemoryStream(bytes)))
            {
                actual.Add(JsonNode.Parse(record));
            }

            return RecordedAnswer.Difference(records, actual);
        }

        if (expected["json"] is { } json)
        {
            return RecordedAnswer.Difference(json, JsonNode.Parse(body));
        }

        // A page for people is only asked to be there.
        if (expected["text"]?.GetValue<string>() is not { } text || text.StartsWith("<html>", StringComparison.Ordinal))
        {
            return null;
        }

        return text == body ? null : body;
    }

    private static HttpRequestMessage RequestOf(RecordedState state, JsonNode recorded)
    {
        var path = state.Translate(recorded["path"]!.GetValue<string>());
        var request = new HttpRequestMessage(new HttpMethod(recorded["method"]!.GetValue<string>()), Raw(path));
        var text = recorded["text"]?.GetValue<string>() ?? recorded["json"]?.ToJsonString();
        if (text is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(state.Translate(text)));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", recorded["headers"]!["Content-Type"]!.GetValue<string>());
        }

        if (recorded["headers"]!["Accept"] is { } accept)
        {
            request.Headers.Accept.ParseAdd(accept.GetValue<string>());
        }

        return request;
    }

    // Dots in a query stay as they are; those in a path would be resolved by the client.
    private static Uri Raw(string path) => new(path, UriKind.Relative);
}
