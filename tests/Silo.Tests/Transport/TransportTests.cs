using System.IO.Compression;
using System.Net;
using System.Text;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Transport;

[Collection(SiloCollection.Name)]
public sealed class TransportTests(SiloFixture silo)
{
    private const string Health = """{"type":"GET_HEALTH"}""";
    private const string Healthy = """{"type":"GET_HEALTH","get_health":{"healthy":true}}""";

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/master/api/v1")]
    [InlineData("/api/v1/operator")]
    [InlineData("/master/api/v1/operator/x")]
    public async Task A_call_is_reached_by_every_spelling_of_its_path(string path)
    {
        using var answer = await silo.Post(path, Health);
        Assert.Equal(Healthy, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/nope")]
    [InlineData("/master")]
    [InlineData("/api")]
    [InlineData("/redirect/x")]
    [InlineData("/statex")]
    public async Task Unknown_paths_are_404(string path)
    {
        using var answer = await silo.Send("GET", path, null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("404 Not Found.", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.ContentType());
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("application/x-protobuf", "application/x-protobuf")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("APPLICATION/JSON", "application/json")]
    [InlineData("application/json;q=0, application/x-protobuf", "application/x-protobuf")]
    [InlineData("text/html, application/x-protobuf;q=0.5", "application/x-protobuf")]
    [InlineData("application/json;q=x", null)]
    [InlineData("text/html", null)]
    public async Task The_answer_is_in_the_format_that_is_accepted(string accept, string? type)
    {
        using var answer = await silo.Post("/api/v1", Health, ("Accept", accept));
        if (type is null)
        {
            Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
            Assert.Equal(
                "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
                await answer.Content.ReadAsStringAsync());
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.ContentType());
        }
    }

    [Fact]
    public async Task Parameters_of_the_content_type_are_let_through()
    {
        using var answer = await silo.Send(
            "POST", "/api/v1", Encoding.UTF8.GetBytes(Health), ("Content-Type", "application/json; charset=utf-8"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Application/json")]
    [InlineData("application/jsonx")]
    [InlineData("application/recordio")]
    public async Task Other_content_types_are_415(string type)
    {
        using var answer = await silo.Send("POST", "/api/v1", Encoding.UTF8.GetBytes(Health), ("Content-Type", type));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Compressed_requests_are_read()
    {
        using var answer = await silo.Send(
            "POST", "/api/v1", Gzip(Encoding.UTF8.GetBytes(Health)),
            ("Content-Type", "application/json"), ("Content-Encoding", "gzip"));
        Assert.Equal(Healthy, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_that_is_not_what_it_says_is_400()
    {
        using var answer = await silo.Send(
            "POST", "/api/v1", Encoding.UTF8.GetBytes(Health),
            ("Content-Type", "application/json"), ("Content-Encoding", "gzip"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Small_requests_that_unpack_to_large_ones_are_413()
    {
        using var answer = await silo.Send(
            "POST", "/api/v1", Gzip(new byte[17 * 1024 * 1024]),
            ("Content-Type", "application/json"), ("Content-Encoding", "gzip"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Bodies_over_the_limit_are_413()
    {
        using var answer = await silo.Send(
            "POST", "/api/v1", new byte[(16 * 1024 * 1024) + 1], ("Content-Type", "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Deep_nesting_is_400()
    {
        using var answer = await silo.Post(
            "/api/v1", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("*", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    public async Task Large_answers_are_compressed_for_those_who_take_it(string encoding, bool compressed)
    {
        using var answer = await silo.Send("GET", "/metrics/snapshot", null, ("Accept-Encoding", encoding));
        Assert.Equal(compressed, answer.Content.Headers.ContentEncoding.Contains("gzip"));
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using var plain = compressed ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var json = await System.Text.Json.JsonDocument.ParseAsync(plain);
        Assert.Equal(1.0, json.RootElement.GetProperty("master/elected").GetDouble());
    }

    [Fact]
    public async Task Small_answers_are_not_compressed()
    {
        using var answer = await silo.Send("GET", "/version", null, ("Accept-Encoding", "gzip"));
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.NotNull(answer.Content.Headers.ContentLength);
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
