using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>One recorded exchange of a data file, and whether an answer is the recorded one.</summary>
internal sealed record RecordedExchange(string Name, JsonNode Request, JsonNode Response)
{
    /// <summary>The exchanges of a file, in its order.</summary>
    public static IEnumerable<RecordedExchange> Load(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file)).Select(line =>
        {
            var exchange = JsonNode.Parse(line)!;
            return new RecordedExchange(exchange["name"]!.GetValue<string>(), exchange["request"]!, exchange["response"]!);
        });

    /// <summary>Whether the exchange only asks.</summary>
    public bool IsRead => Request["method"]!.GetValue<string>() == "GET"
        || (Request["json"] is JsonObject call && call["type"]?.GetValue<string>().StartsWith("GET_", StringComparison.Ordinal) == true);

    /// <summary>Sends the request.</summary>
    public async Task<HttpResponseMessage> Send(SiloFixture silo) => await silo.Send(
        Request["method"]!.GetValue<string>(),
        Request["path"]!.GetValue<string>(),
        Request["json"] is { } json ? Encoding.UTF8.GetBytes(json.ToJsonString())
            : Request["text"] is { } text ? Encoding.UTF8.GetBytes(text.GetValue<string>()) : null,
        [.. Request["headers"]!.AsObject().Select(header => (header.Key, header.Value!.GetValue<string>()))]);

    /// <summary>What differs from the recorded answer, or null. Members of objects and items of lists may come in any order.</summary>
    public async Task<string?> Differs(HttpResponseMessage answer, Func<string, string>? ours = null)
    {
        var body = await answer.Content.ReadAsStringAsync();
        var status = Response["status"]!.GetValue<int>();
        var type = Response["headers"]!["Content-Type"]?.GetValue<string>();
        var allow = Response["headers"]!["Allow"]?.GetValue<string>();
        string Translate(string text) => ours is null ? text : ours(text);
        var expected = Response["json"] is { } json ? Sorted(JsonNode.Parse(Translate(json.ToJsonString())))
            : Translate(Response["text"]?.GetValue<string>() ?? "");
        var got = Response["json"] is null ? body : IsJson(body) ? Sorted(JsonNode.Parse(body)) : body;
        return (int)answer.StatusCode != status ? $"{Name}: status {(int)answer.StatusCode} instead of {status}: {body}"
            : answer.ContentType() != type ? $"{Name}: {answer.ContentType()} instead of {type}"
            : allow is not null && string.Join(", ", answer.Content.Headers.Allow) != allow ? $"{Name}: Allow is not {allow}"
            : got != expected ? $"{Name}: {got}{Environment.NewLine}instead of {expected}"
            : null;
    }

    private static bool IsJson(string body)
    {
        try
        {
            using var _ = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(
            ",",
            members.OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => $"{JsonValue.Create(member.Key).ToJsonString()}:{Sorted(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Sorted).Order(StringComparer.Ordinal)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
