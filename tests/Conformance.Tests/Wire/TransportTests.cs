using System.IO.Compression;
using System.Text;
using MesosOrleans.Conformance.Tests.Hosting;

namespace MesosOrleans.Conformance.Tests.Wire;

/// <summary>Paths, headers and negotiation as they are on the wire (http-api.md 1.1 to 1.4, 1.6).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class TransportTests(SharedSilo silo)
{
    private const string Health = """{"type":"GET_HEALTH"}""";
    private const string Healthy = """{"type":"GET_HEALTH","get_health":{"healthy":true}}""";

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/master/api/v1")]
    [InlineData("/api/v1/operator")]
    [InlineData("/master/api/v1/operator")]
    public async Task A_path_leads_to_the_longest_handler_that_it_begins_with(string path) =>
        Assert.Equal(Healthy, (await Http.Post(silo.Port, path, Health)).Text);

    [Theory]
    [InlineData("/api/v1/scheduler")]
    [InlineData("/master/api/v1/scheduler")]
    [InlineData("/api/v1/scheduler/x")]
    public async Task The_scheduler_API_is_the_longer_one(string path) =>
        (await Http.Post(silo.Port, path, "{}")).Is(400, "Failed to validate scheduler::Call: Expecting 'type' to be present");

    [Theory]
    [InlineData("application/json", 200, "application/json")]
    [InlineData("application/x-protobuf", 200, "application/x-protobuf")]
    [InlineData("*/*", 200, "application/json")]
    [InlineData("application/*", 200, "application/json")]
    [InlineData("Application/JSON", 200, "application/json")]
    [InlineData("application/x-protobuf, application/json", 200, "application/json")]
    [InlineData("application/json;q=0, */*", 200, "application/x-protobuf")]
    [InlineData("application/json;q=high", 406, "text/plain; charset=utf-8")]
    [InlineData("text/html", 406, "text/plain; charset=utf-8")]
    public async Task The_answer_is_in_an_encoding_that_is_accepted(string accept, int status, string type)
    {
        var answer = await Http.Post(silo.Port, "/api/v1", Health, ("Accept", accept));
        Assert.Equal((status, type), (answer.Status, answer.Head.Get("Content-Type")));
    }

    [Fact]
    public async Task The_last_of_repeated_headers_counts()
    {
        var answer = await Http.Post(silo.Port, "/api/v1", Health, ("Accept", "text/html"), ("Accept", "application/x-protobuf"));
        Assert.Equal("application/x-protobuf", answer.Head.Get("Content-Type"));
        Assert.Equal(406, (await Http.Post(silo.Port, "/api/v1", Health, ("Accept", "application/json"), ("Accept", "text/html"))).Status);
    }

    [Theory]
    [InlineData(null, 400, "Expecting 'Content-Type' to be present")]
    [InlineData("application/JSON", 415, "Expecting 'Content-Type' of application/json or application/x-protobuf")]
    [InlineData("text/plain", 415, "Expecting 'Content-Type' of application/json or application/x-protobuf")]
    [InlineData("application/recordio", 415, "Expecting 'Content-Type' of application/json or application/x-protobuf")]
    public async Task The_type_of_the_body_is_matched_byte_by_byte(string? type, int status, string text)
    {
        foreach (var path in (string[])["/api/v1", "/api/v1/scheduler"])
        {
            (string, string)[] headers = type is null ? [] : [("Content-Type", type)];
            (await Http.Ask(silo.Port, "POST", path, Encoding.UTF8.GetBytes(Health), headers)).Is(status, text);
        }
    }

    [Fact]
    public async Task Every_answer_has_a_date_and_an_empty_one_no_type()
    {
        foreach (var (method, path, status) in ((string, string, int)[])[("GET", "/health", 200), ("GET", "/nope", 404), ("GET", "/api/v1", 405), ("GET", "/redirect", 307)])
        {
            var answer = await Http.Ask(silo.Port, method, path, null);
            Assert.Equal(status, answer.Status);
            Assert.True(DateTimeOffset.TryParseExact(answer.Head.Get("Date"), "r", null, System.Globalization.DateTimeStyles.None, out _), path);
            Assert.Equal(answer.Body.Length == 0, answer.Head.Get("Content-Type") is null);
        }
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("*", true)]
    [InlineData("deflate, gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("deflate", false)]
    [InlineData(null, false)]
    public async Task Large_answers_are_compressed_for_those_who_take_it(string? encoding, bool compressed)
    {
        (string, string)[] headers = encoding is null ? [] : [("Accept-Encoding", encoding)];
        var answer = await Http.Ask(silo.Port, "GET", "/metrics/snapshot", null, headers);
        Assert.Equal(compressed ? "gzip" : null, answer.Head.Get("Content-Encoding"));
        Assert.Null((await Http.Ask(silo.Port, "GET", "/version", null, headers)).Head.Get("Content-Encoding"));
        if (compressed)
        {
            await using var plain = new GZipStream(new MemoryStream(answer.Body), CompressionMode.Decompress);
            using var json = await System.Text.Json.JsonDocument.ParseAsync(plain);
            Assert.True(json.RootElement.EnumerateObject().Any());
        }
    }

    [Fact]
    public async Task A_compressed_request_is_read()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Health));
        }

        Assert.Equal(Healthy, (await Http.Ask(
            silo.Port, "POST", "/api/v1", packed.ToArray(), ("Content-Type", "application/json"), ("Content-Encoding", "gzip"))).Text);
    }

    [Fact]
    public async Task A_connection_serves_one_call_after_the_other_until_it_is_asked_to_close()
    {
        await using var connection = await Connection.Open(silo.Port);
        for (var call = 0; call < 3; call++)
        {
            await connection.Send(Http.Of("GET", "/health", null));
            var head = await connection.ReadHead();
            Assert.Equal(200, head.Status);
            await connection.ReadBody(head, "GET");
        }

        await connection.Send(Http.Of("GET", "/health", null, ("Connection", "close")));
        Assert.Equal(200, (await connection.ReadHead()).Status);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Assert.Null(await connection.ReadChunk(deadline.Token));
    }

    [Fact]
    public async Task Calls_are_answered_on_other_connections_while_a_stream_is_open()
    {
        await using var framework = await Scheduler.Framework.Subscribe(silo.Port, "parallel");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => framework.Call("REVIVE")));
        Assert.All(answers, answer => answer.IsAccepted());
    }
}
