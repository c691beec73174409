using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Scheduler;

/// <summary>Recorded exchanges: the same request must get the same status, headers and body.</summary>
[Collection(SiloCollection.Name)]
public sealed partial class GoldenTests(SiloFixture silo)
{
    public static TheoryData<string, string> Exchanges { get; } = Load("bad.jsonl", "scheduler.jsonl", "legacy.jsonl");

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task The_answer_is_the_recorded_one(string name, string line)
    {
        Assert.NotEmpty(name);
        await using var framework = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        using var exchange = JsonDocument.Parse(line);
        var request = exchange.RootElement.GetProperty("request");
        var recorded = exchange.RootElement.GetProperty("response");
        using var answer = await Replay(request, framework);
        Assert.Equal(recorded.GetProperty("status").GetInt32(), (int)answer.StatusCode);
        CompareHeaders(recorded.GetProperty("headers"), answer);
        if (recorded.TryGetProperty("records", out var records))
        {
            await CompareFirst(records[0], answer);
        }
        else if (request.GetProperty("method").GetString() != "HEAD")
        {
            await CompareBody(recorded, answer, framework);
        }
    }

    private static TheoryData<string, string> Load(params string[] files)
    {
        var data = new TheoryData<string, string>();
        foreach (var file in files)
        {
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file)))
            {
                using var exchange = JsonDocument.Parse(line);
                data.Add($"{file}/{exchange.RootElement.GetProperty("name").GetString()}", line);
            }
        }

        return data;
    }

    // The recorded framework and session stand for ours.
    private static string Ours(string text, SchedulerStream framework) =>
        FrameworkIds().Replace(text, framework.FrameworkId);

    private async Task<HttpResponseMessage> Replay(JsonElement request, SchedulerStream framework)
    {
        byte[]? body = null;
        if (request.TryGetProperty("json", out var json))
        {
            body = Encoding.UTF8.GetBytes(Ours(json.GetRawText(), framework));
        }
        else if (request.TryGetProperty("text", out var text))
        {
            body = Encoding.UTF8.GetBytes(Ours(text.GetString()!, framework));
        }
        else if (request.TryGetProperty("hex", out var hex))
        {
            body = Convert.FromHexString(hex.GetString()!);
        }

        var headers = new List<(string, string)>();
        foreach (var header in request.GetProperty("headers").EnumerateObject())
        {
            var value = header.Value.GetString()!;
            headers.Add((header.Name, header.Name == "Mesos-Stream-Id" && Guid.TryParse(value, out _) ? framework.StreamId : value));
        }

        return await silo.Send(
            request.GetProperty("method").GetString()!, request.GetProperty("path").GetString()!, body, [.. headers]);
    }

    private void CompareHeaders(JsonElement recorded, HttpResponseMessage answer)
    {
        Assert.Equal(
            recorded.TryGetProperty("Content-Type", out var type) ? type.GetString() : null, answer.ContentType());
        if (recorded.TryGetProperty("Allow", out var allow))
        {
            Assert.Equal(allow.GetString(), string.Join(", ", answer.Content.Headers.Allow));
        }

        if (recorded.TryGetProperty("Location", out _))
        {
            Assert.Equal($"//127.0.0.1:{silo.Port}", answer.Headers.GetValues("Location").Single());
        }

        Assert.NotNull(answer.Headers.Date);
    }

    private static async Task CompareBody(JsonElement recorded, HttpResponseMessage answer, SchedulerStream framework)
    {
        var body = await answer.Content.ReadAsStringAsync();
        if (recorded.TryGetProperty("json", out var json))
        {
            Assert.Equal(json.GetRawText(), body);
        }
        else
        {
            var text = recorded.TryGetProperty("text", out var value) ? value.GetString()! : "";
            Assert.Equal(Ours(text, framework), body);
        }
    }

    private static async Task CompareFirst(JsonElement recorded, HttpResponseMessage answer)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var length = "";
        int next;
        while ((next = stream.ReadByte()) != '\n')
        {
            length += (char)next;
        }

        var record = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(record);
        using var first = JsonDocument.Parse(record);
        Assert.Equal(recorded.GetProperty("type").GetString(), first.RootElement.GetProperty("type").GetString());
        if (recorded.TryGetProperty("error", out var error))
        {
            Assert.Equal(error.GetRawText(), first.RootElement.GetProperty("error").GetRawText());
        }
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]{4}\\b")]
    private static partial Regex FrameworkIds();
}
