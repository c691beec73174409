using System.Net;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Scheduler;

[Collection(SiloCollection.Name)]
public sealed class SubscribeTests(SiloFixture silo)
{
    private const string Plain =
        """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"plain"}}}""";

    [Theory]
    [InlineData("Connection: keep-alive")]
    [InlineData("Connection: close")]
    public async Task The_answer_is_chunked_with_one_record_in_each_chunk(string connection)
    {
        await using var stream = await SchedulerStream.Open(silo.Port, Plain, "application/json", connection);
        Assert.StartsWith("HTTP/1.1 200", stream.Head[0], StringComparison.Ordinal);
        Assert.Equal("chunked", stream.Header("Transfer-Encoding"));
        Assert.Equal("application/json", stream.Header("Content-Type"));
        Assert.NotNull(stream.Header("Date"));
        Assert.True(Guid.TryParse(stream.StreamId, out _));
        var subscribed = await stream.ReadEvent();
        Assert.Equal("SUBSCRIBED", subscribed.GetProperty("type").GetString());
        var body = subscribed.GetProperty("subscribed");
        Assert.Equal("15.0", body.GetProperty("heartbeat_interval_seconds").GetRawText());
        Assert.Equal(16777343u, body.GetProperty("master_info").GetProperty("ip").GetUInt32());
        Assert.Equal(silo.Port, body.GetProperty("master_info").GetProperty("port").GetInt32());
        Assert.Equal("HEARTBEAT", (await stream.ReadEvent()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Events_come_in_protobuf_when_only_that_is_accepted()
    {
        await using var stream = await SchedulerStream.Open(silo.Port, Plain, "application/x-protobuf");
        Assert.Equal("application/x-protobuf", stream.Header("Content-Type"));
        Assert.Equal(Event.Types.Type.Subscribed, Event.Parser.ParseFrom(await stream.ReadRecord()).Type);
        Assert.Equal(Event.Types.Type.Heartbeat, Event.Parser.ParseFrom(await stream.ReadRecord()).Type);
    }

    [Fact]
    public async Task The_last_of_two_accept_headers_counts()
    {
        await using var stream = await SchedulerStream.Open(
            silo.Port, Plain, "application/json", "Accept: application/x-protobuf");
        Assert.Equal("application/x-protobuf", stream.Header("Content-Type"));
    }

    [Fact]
    public async Task A_refusal_is_one_error_event_and_the_end_of_the_body()
    {
        await using var stream = await SchedulerStream.Open(silo.Port, """
            {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"b","roles":["a"]}}}
            """);
        Assert.StartsWith("HTTP/1.1 200", stream.Head[0], StringComparison.Ordinal);
        var error = await stream.ReadEvent();
        Assert.Equal("ERROR", error.GetProperty("type").GetString());
        Assert.Equal(
            "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable",
            error.GetProperty("error").GetProperty("message").GetString());
        Assert.Empty((await stream.ReadChunk())!);
    }

    [Fact]
    public async Task A_takeover_tells_the_old_stream_and_ends_it()
    {
        await using var first = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        await using var second = await SchedulerStream.Subscribe(silo.Port, first.FrameworkId, failover: 60);
        Assert.Equal(first.FrameworkId, second.FrameworkId);
        Assert.NotEqual(first.StreamId, second.StreamId);
        var error = await first.ReadUntil("ERROR");
        Assert.Equal("Framework failed over", error.GetProperty("error").GetProperty("message").GetString());
        Assert.Empty((await first.ReadChunk())!);
        using var stale = await silo.Call(first, "REVIVE");
        Assert.Equal(HttpStatusCode.BadRequest, stale.StatusCode);
        using var fresh = await silo.Call(second, "REVIVE");
        Assert.Equal(HttpStatusCode.Accepted, fresh.StatusCode);
    }

    [Fact]
    public async Task Teardown_ends_the_stream_and_the_id_cannot_come_back()
    {
        await using var stream = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        using var answer = await silo.Call(stream, "TEARDOWN");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        byte[]? chunk;
        while ((chunk = await stream.ReadChunk()) is { Length: > 0 })
        {
            // What was under way before the end.
        }

        await using var again = await SchedulerStream.Open(silo.Port, $$$"""
            {"type":"SUBSCRIBE","framework_id":{"value":"{{{stream.FrameworkId}}}"},"subscribe":{"framework_info":
            {"user":"root","name":"b","id":{"value":"{{{stream.FrameworkId}}}"} } } }
            """);
        var error = await again.ReadEvent();
        Assert.Equal("Framework has been removed", error.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_closed_connection_disconnects_the_framework()
    {
        var stream = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        await stream.DisposeAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var answer = await silo.Call(stream, "REVIVE");
            if (answer.StatusCode == HttpStatusCode.Forbidden)
            {
                Assert.Equal("Framework is not subscribed", await answer.Content.ReadAsStringAsync());
                return;
            }

            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(20);
        }
    }
}
