using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using MesosOrleans.HttpSupport;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>
/// Recorded requests and what becomes of them by chance, at every POST of a silo. Whatever comes: no 500, no 503, no error
/// in the log, nothing changed by what was refused, no memory kept.
/// </summary>
public sealed partial class FuzzTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private const int BatchSize = 250;
    private const int InFlight = 8;
    private const long GrowthMax = 64L * 1024 * 1024;
    private const string Scheduler = "/api/v1/scheduler";
    private const string Operator = "/api/v1";
    private const string WrongStream = "00000000-0000-0000-0000-000000000000";

    private readonly ConcurrentDictionary<string, bool> _subscribed = new(StringComparer.Ordinal);
    private int _accepted;

    [Fact]
    public async Task Whatever_is_sent_nothing_breaks_and_nothing_changes()
    {
        await using var world = await FuzzWorld.Open(silo);
        var corpus = Corpus(world.Victim.FrameworkId);
        var random = new Random(FuzzOptions.Seed);
        var mutator = new Mutator(random);
        var before = await world.Describe();
        // The largest first: what a server keeps of them for the next is no growth.
        await Send([.. Edges()]);
        var warm = 0L;
        for (var done = 0; done < FuzzOptions.Cases; done += BatchSize)
        {
            var policy = await world.DescribePolicy();
            _accepted = 0;
            var batch = Enumerable.Range(0, Math.Min(BatchSize, FuzzOptions.Cases - done))
                .Select(_ => Mutate(corpus[random.Next(corpus.Count)], mutator, random)).ToArray();
            await Send(batch);
            if (_accepted == 0)
            {
                Assert.Equal(policy, await world.DescribePolicy());
            }

            if (done == FuzzOptions.Cases / 4 / BatchSize * BatchSize)
            {
                warm = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        await Send([.. Edges()]);
        await world.Settle();
        Assert.Equal(before, await world.Describe());
        Assert.DoesNotContain(await world.OtherFrameworks(), id => !_subscribed.ContainsKey(id));
        Assert.Empty(silo.Logs.Errors);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - warm;
        Assert.True(growth < GrowthMax, $"{growth} bytes more than after the first quarter");
        using var health = await silo.Send("GET", "/health", null);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    // As it was recorded, for a framework that there is, and in the other encoding.
    private static List<FuzzCase> Corpus(string frameworkId)
    {
        var cases = new List<FuzzCase>();
        foreach (var request in RecordedRequest.Load("master"))
        {
            var path = request.Path.StartsWith("/master", StringComparison.Ordinal) ? request.Path["/master".Length..] : request.Path;
            cases.Add(new FuzzCase(path, request.ContentType, request.Body));
            var text = Encoding.UTF8.GetString(request.Body);
            // Not its SUBSCRIBE: whoever subscribes with a framework's id takes it over.
            if (path == Scheduler && FrameworkIds().IsMatch(text) && !text.Contains("SUBSCRIBE", StringComparison.Ordinal))
            {
                cases.Add(new FuzzCase(path, request.ContentType, Encoding.UTF8.GetBytes(FrameworkIds().Replace(text, frameworkId))));
            }

            IMessage? message = path switch
            {
                Scheduler => Parse<Protocol.V1.SchedulerApi.Call>(request.Body),
                Operator => Parse<Protocol.V1.MasterApi.Call>(request.Body),
                _ => null,
            };
            if (message is not null)
            {
                cases.Add(new FuzzCase(path, RecordedRequest.Protobuf, message.ToByteArray()));
            }
        }

        Assert.True(cases.Count > 400, $"{cases.Count} requests to start from");
        return cases;
    }

    private static T? Parse<T>(byte[] json)
        where T : class, IMessage<T>, new() => MesosJson.TryParse<T>(json, out var message, out _) ? message : null;

    private static FuzzCase Mutate(FuzzCase source, Mutator mutator, Random random) => random.Next(20) switch
    {
        0 => source,
        1 => source with { Type = source.Type == RecordedRequest.Json ? RecordedRequest.Protobuf : RecordedRequest.Json },
        2 => source with { Path = source.Path == Scheduler ? Operator : Scheduler, Body = mutator.Bytes(source.Body) },
        _ => source with { Body = source.Type == RecordedRequest.Json ? mutator.Json(source.Body) : mutator.Bytes(source.Body) },
    };

    private static IEnumerable<FuzzCase> Edges()
    {
        foreach (var path in new[] { Operator, Scheduler, "/reserve", "/teardown", "/kill" })
        {
            foreach (var (_, body) in EdgeBodies.Json())
            {
                yield return new FuzzCase(path, RecordedRequest.Json, body);
            }

            foreach (var (_, body) in EdgeBodies.Protobuf())
            {
                yield return new FuzzCase(path, RecordedRequest.Protobuf, body);
            }
        }
    }

    private Task Send(IReadOnlyCollection<FuzzCase> cases) => Parallel.ForEachAsync(
        cases, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (item, cancellation) =>
        {
            var headers = item.Path == Scheduler && !MightSubscribe(item) ? new[] { ("Mesos-Stream-Id", WrongStream) } : [];
            var answer = await FuzzAnswer.Post(silo.Http, item.Path, item.Type, item.Body, cancellation, headers);
            Assert.True(answer.IsInOrder, $"{(int)answer.Status} {answer.Text} for {item}");
            Note(item, answer);
        });

    // A SUBSCRIBE with a stream id is refused for that alone.
    private static bool MightSubscribe(FuzzCase item) => item.Type == RecordedRequest.Json
        ? item.Body.AsSpan().IndexOf("SUBSCRIBE"u8) >= 0
        : item.Body is [0x08, 0x01, ..] || item.Body.AsSpan().IndexOf("capabilit"u8) >= 0;

    private void Note(FuzzCase item, FuzzAnswer answer)
    {
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
        {
            return;
        }

        if (item.Path != Scheduler)
        {
            // Calls that change something answer without a body.
            if (answer.Text.Length == 0)
            {
                Interlocked.Increment(ref _accepted);
            }
        }
        else if (Subscribed().Match(answer.Text) is { Success: true } match)
        {
            _subscribed[match.Groups["id"].Value] = true;
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]{4}")]
    private static partial Regex FrameworkIds();

    [GeneratedRegex("\"type\":\"SUBSCRIBED\",\"subscribed\":{\"framework_id\":{\"value\":\"(?<id>[^\"]*)\"}")]
    private static partial Regex Subscribed();
}
