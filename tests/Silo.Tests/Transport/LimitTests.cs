using System.Net;
using System.Text;
using System.Text.Json;
using MesosOrleans.HttpSupport;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>What one client can take from a silo is bounded, and what it tries beyond that is answered.</summary>
public sealed class LimitTests(LimitedSilo silo) : IClassFixture<LimitedSilo>
{
    private const string Subscription =
        """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"limits","failover_timeout":600}}}""";

    private const string PostHead = "POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    private const string Health = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

    [Fact]
    public async Task A_body_over_the_limit_is_413_however_it_is_sent()
    {
        using var whole = await silo.Send(
            "POST", "/api/v1", new byte[LimitedSilo.BodyBytesMax + 1], ("Content-Type", "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, whole.StatusCode);
        Assert.Equal(
            $"The request body is larger than the limit of {LimitedSilo.BodyBytesMax} bytes", await whole.Content.ReadAsStringAsync());

        await using var connection = await RawConnection.Open(silo.Port);
        await connection.Send(PostHead + "Transfer-Encoding: chunked\r\n\r\n");
        var chunk = $"{1000:x}\r\n{new string(' ', 1000)}\r\n";
        for (var sent = 0; sent <= LimitedSilo.BodyBytesMax && await connection.Send(chunk); sent += 1000)
        {
        }

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadThrough("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_at_the_limit_is_read()
    {
        var health = Encoding.UTF8.GetBytes("""{"type":"GET_HEALTH"}""".PadRight(LimitedSilo.BodyBytesMax));
        using var answer = await silo.Send("POST", "/api/v1", health, ("Content-Type", "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_that_do_not_come_end_the_connection()
    {
        await using var connection = await RawConnection.Open(silo.Port);
        await connection.Send(PostHead + "X-Slow: ");
        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_come_ends_the_connection()
    {
        await using var connection = await RawConnection.Open(silo.Port);
        await connection.Send(PostHead + "Content-Length: 1000\r\n\r\n{");
        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_until_others_end()
    {
        var open = new List<RawConnection>();
        try
        {
            // Of a client's own pool some may be open already.
            var refused = false;
            while (!refused && open.Count <= LimitedSilo.ConnectionsMax)
            {
                open.Add(await RawConnection.Open(silo.Port));
                await open[^1].Send(Health);
                refused = (await open[^1].ReadThrough("\r\n\r\n")).Length == 0;
            }

            Assert.True(refused, $"{open.Count} connections are open");
            Assert.Contains(silo.Logs.Entries, entry => entry.Message.Contains("maximum number of concurrent connections", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var connection in open)
            {
                await connection.DisposeAsync();
            }
        }

        await Eventually.TrueAsync(
            async () =>
            {
                await using var connection = await RawConnection.Open(silo.Port);
                await connection.Send(Health);
                return (await connection.ReadThrough("\r\n\r\n")).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
            },
            "an answer on a new connection");
    }

    [Fact]
    public async Task Streams_beyond_those_of_a_principal_are_503_until_others_end()
    {
        var streams = new List<SchedulerStream>();
        try
        {
            while (streams.Count < LimitedSilo.StreamsMax)
            {
                streams.Add(await SubscribeWhenThereIsRoom());
            }

            using var refused = await silo.Post("/api/v1/scheduler", Subscription);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(
                $"The anonymous principal has {LimitedSilo.StreamsMax} streams open at this silo, and may not have more "
                + "(--max_streams_per_principal). Close one, or repeat the call later",
                await refused.Content.ReadAsStringAsync());
            Assert.Contains(silo.Logs.Entries, entry => entry.Message.Contains("further ones are refused", StringComparison.Ordinal));
            await streams[0].DisposeAsync();
            streams[0] = await SubscribeWhenThereIsRoom();
        }
        finally
        {
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_scheduler_that_does_not_read_is_cut_off_and_no_other_feels_it()
    {
        await using var deaf = await SubscribeWhenThereIsRoom();
        await using var other = await SubscribeWhenThereIsRoom();
        var many = string.Join(',', Enumerable.Range(0, 200).Select(
            number => $$$"""{"task_id":{"value":"{{{number}}}-{{{new string('x', 200)}}}"}}"""));
        HttpStatusCode answered;
        do
        {
            // Each call makes 200 events that are never read.
            using var answer = await silo.Call(deaf, "RECONCILE", $$$""","reconcile":{"tasks":[{{{many}}}]}""");
            answered = answer.StatusCode;
            using var fine = await silo.Call(other, "RECONCILE", ""","reconcile":{"tasks":[{"task_id":{"value":"t"}}]}""");
            Assert.Equal(HttpStatusCode.Accepted, fine.StatusCode);
            var update = await other.ReadUntil("UPDATE");
            Assert.Equal(
                "t", update.GetProperty("update").GetProperty("status").GetProperty("task_id").GetProperty("value").GetString());
        }
        while (answered == HttpStatusCode.Accepted);

        Assert.Equal(HttpStatusCode.Forbidden, answered);
        await Eventually.TrueAsync(
            () => silo.Logs.Entries.Any(entry => entry.Level == LogLevel.Warning
                && entry.Message.Contains("its client does not read it", StringComparison.Ordinal)
                && entry.Message.Contains(deaf.FrameworkId, StringComparison.Ordinal)),
            "a warning that says why");
        Assert.Empty(silo.Logs.Errors);
        await Eventually.TrueAsync(
            async () =>
            {
                using var listing = await silo.Post("/api/v1", """{"type":"GET_FRAMEWORKS"}""");
                using var json = JsonDocument.Parse(await listing.Content.ReadAsStringAsync());
                var frameworks = json.RootElement.GetProperty("get_frameworks").GetProperty("frameworks").EnumerateArray();
                var connected = frameworks.ToDictionary(
                    entry => entry.GetProperty("framework_info").GetProperty("id").GetProperty("value").GetString()!,
                    entry => entry.GetProperty("connected").GetBoolean());
                return !connected[deaf.FrameworkId] && connected[other.FrameworkId];
            },
            "the one is disconnected, the other is not");
        await deaf.ReadToEnd();
    }

    // The stream of another test may just be ending.
    private async Task<SchedulerStream> SubscribeWhenThereIsRoom()
    {
        SchedulerStream? stream = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var next = await SchedulerStream.Open(silo.Port, Subscription);
                if (next.Head[0] == "HTTP/1.1 200 OK")
                {
                    stream = next;
                    return true;
                }

                await next.DisposeAsync();
                return false;
            },
            "a subscription");
        await stream!.ReadSubscribed();
        return stream;
    }
}
