using MesosOrleans.HttpSupport;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>Requests that are no good HTTP, over bare connections.</summary>
public sealed class FramingTests(LimitedSilo silo) : IClassFixture<LimitedSilo>
{
    private const int InFlight = 16;
    private const int Share = 10;

    private readonly int _errorsBefore = silo.Logs.Errors.Count;

    public static TheoryData<string> Names => [.. FramingCase.All.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_answered_as_it_deserves(string name)
    {
        var item = FramingCase.All.Single(each => each.Name == name);
        var answer = await item.Send(silo.Port);
        Assert.True(item.Statuses.Contains(FramingCase.StatusOf(answer)), $"{name}: {answer}");
        await IsWell();
    }

    [Fact]
    public async Task Two_requests_in_one_packet_are_answered_in_order()
    {
        await using var connection = await RawConnection.Open(silo.Port);
        await connection.Send("GET /version HTTP/1.1\r\nHost: x\r\n\r\nGET /nope HTTP/1.1\r\nHost: x\r\n\r\n");
        var answer = await connection.ReadThrough("404 Not Found.");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.True(answer.IndexOf("build_date", StringComparison.Ordinal) < answer.IndexOf("404", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_served()
    {
        await using var connection = await RawConnection.Open(silo.Port);
        foreach (var each in "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray())
        {
            Assert.True(await connection.Send(new[] { each }));
        }

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscriber_that_closes_its_side_is_served_or_let_go()
    {
        const string Body = """{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"half","failover_timeout":0}}}""";
        var answer = await RawConnection.Exchange(silo.Port, System.Text.Encoding.ASCII.GetBytes(
            $"POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
        Assert.Contains(FramingCase.StatusOf(answer), new[] { 200, 0 });
        await IsWell();
    }

    [Fact]
    public async Task Requests_that_are_mutated_anywhere_break_nothing()
    {
        var random = new Random(FuzzOptions.Seed);
        var mutator = new Mutator(random);
        var requests = Enumerable.Range(0, FuzzOptions.Cases / Share)
            .Select(_ => mutator.Bytes(FramingCase.Valid[random.Next(FramingCase.Valid.Count)])).ToArray();
        await Parallel.ForEachAsync(
            requests, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (request, _) =>
            {
                var answer = await RawConnection.Exchange(silo.Port, request);
                var status = FramingCase.StatusOf(answer);
                Assert.True(status is not (500 or 503), $"{answer} for {Convert.ToHexString(request)}");
            });
        await IsWell();
    }

    private async Task IsWell()
    {
        using var health = await silo.Send("GET", "/health", null);
        Assert.Equal(System.Net.HttpStatusCode.OK, health.StatusCode);
        Assert.Empty(silo.Logs.Errors.Skip(_errorsBefore));
    }
}
