using System.Net;
using System.Text;
using Google.Protobuf;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.HttpSupport;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>
/// Recorded requests and what becomes of them by chance, at every POST of an agent node, and requests that are no good HTTP.
/// Whatever comes: no 500, no 503, no error in the log, the node's tasks go on as they were, no memory is kept.
/// </summary>
public sealed class FuzzTests : IAsyncLifetime
{
    private const int InFlight = 8;
    private const int Share = 10;
    private const long GrowthMax = 64L * 1024 * 1024;
    private const string Operator = "/api/v1";
    private const string Executor = "/api/v1/executor";

    private static readonly string[] ExecutorCalls =
    [
        """{"type":"SUBSCRIBE","framework_id":{"value":"framework-1"},"executor_id":{"value":"t"},"subscribe":{}}""",
        """{"type":"SUBSCRIBE","framework_id":{"value":"framework-1"},"executor_id":{"value":"no"},"subscribe":{"unacknowledged_tasks":[],"unacknowledged_updates":[]}}""",
        """{"type":"UPDATE","framework_id":{"value":"framework-1"},"executor_id":{"value":"t"},"update":{"status":{"task_id":{"value":"t"},"state":"TASK_FINISHED","source":"SOURCE_EXECUTOR","uuid":"AAAAAAAAAAAAAAAAAAAAAA==","executor_id":{"value":"t"}}}}""",
        """{"type":"MESSAGE","framework_id":{"value":"framework-1"},"executor_id":{"value":"t"},"message":{"data":"aGVsbG8="}}""",
        """{"type":"HEARTBEAT","framework_id":{"value":"framework-1"},"executor_id":{"value":"t"}}""",
    ];

    private ApiNode _node = null!;

    public static TheoryData<string> Framings => [.. FramingCase.All.Select(item => item.Name)];

    public async Task InitializeAsync()
    {
        _node = await ApiNode.StartAsync();
        _node.State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await Eventually.TrueAsync(() => _node.State.StatesOf("t").Contains(TaskState.TaskRunning), "t runs");
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Whatever_is_sent_nothing_breaks_and_nothing_changes()
    {
        var corpus = Corpus();
        var random = new Random(FuzzOptions.Seed);
        var mutator = new Mutator(random);
        var before = await DescribeAsync();
        var first = Enumerable.Range(0, FuzzOptions.Cases / 4).Select(_ => Mutate(corpus[random.Next(corpus.Count)], mutator, random));
        // The largest too: what a server keeps of them for the next is no growth.
        await SendAsync([.. first]);
        await SendAsync([.. Edges()]);
        var warm = GC.GetTotalMemory(forceFullCollection: true);
        var rest = Enumerable.Range(0, FuzzOptions.Cases - (FuzzOptions.Cases / 4))
            .Select(_ => Mutate(corpus[random.Next(corpus.Count)], mutator, random));
        await SendAsync([.. rest]);
        await SendAsync([.. Edges()]);
        Assert.Equal(before, await DescribeAsync());
        Assert.Empty(_node.Logs.Errors);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - warm;
        Assert.True(growth < GrowthMax, $"{growth} bytes more than after the first quarter");
        await IsWellAsync();
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public async Task Bad_http_is_answered_as_it_deserves(string name)
    {
        var item = FramingCase.All.Single(each => each.Name == name);
        var answer = await item.Send(_node.Http.BaseAddress!.Port);
        Assert.True(item.Statuses.Contains(FramingCase.StatusOf(answer)), $"{name}: {answer}");
        await IsWellAsync();
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
                var answer = await RawConnection.Exchange(_node.Http.BaseAddress!.Port, request);
                Assert.True(FramingCase.StatusOf(answer) is not (500 or 503), $"{answer} for {Convert.ToHexString(request)}");
            });
        await IsWellAsync();
    }

    private static List<RecordedRequest> Corpus()
    {
        // A launch that is nearly right is a launch, and would run.
        var recorded = RecordedRequest.Load("agent")
            .Where(request => !Encoding.UTF8.GetString(request.Body).Contains("LAUNCH", StringComparison.Ordinal))
            .Concat(ExecutorCalls.Select(call => new RecordedRequest("executor", Executor, RecordedRequest.Json, Encoding.UTF8.GetBytes(call))))
            .ToList();
        var binary = recorded.Select(request => (request, Message: request.Path == Executor
            ? (IMessage?)Parse<Protocol.V1.ExecutorApi.Call>(request.Body)
            : Parse<Protocol.V1.AgentApi.Call>(request.Body)));
        return
        [
            .. recorded,
            .. binary.Where(pair => pair.Message is not null)
                .Select(pair => pair.request with { ContentType = RecordedRequest.Protobuf, Body = pair.Message!.ToByteArray() }),
        ];
    }

    private static T? Parse<T>(byte[] json)
        where T : class, IMessage<T>, new() => MesosJson.TryParse<T>(json, out var message, out _) ? message : null;

    private static RecordedRequest Mutate(RecordedRequest source, Mutator mutator, Random random) => random.Next(20) switch
    {
        0 => source,
        1 => source with { ContentType = source.ContentType == RecordedRequest.Json ? RecordedRequest.Protobuf : RecordedRequest.Json },
        2 => source with { Path = source.Path == Executor ? Operator : Executor, Body = mutator.Bytes(source.Body) },
        _ => source with { Body = source.ContentType == RecordedRequest.Json ? mutator.Json(source.Body) : mutator.Bytes(source.Body) },
    };

    private static IEnumerable<RecordedRequest> Edges() =>
        from path in new[] { Operator, Executor }
        from edge in EdgeBodies.Json().Select(edge => (edge.Name, edge.Body, Type: RecordedRequest.Json))
            .Concat(EdgeBodies.Protobuf().Select(edge => (edge.Name, edge.Body, Type: RecordedRequest.Protobuf)))
        select new RecordedRequest(edge.Name, path, edge.Type, edge.Body);

    private Task SendAsync(IReadOnlyCollection<RecordedRequest> requests) => Parallel.ForEachAsync(
        requests, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (item, cancellation) =>
        {
            var answer = await FuzzAnswer.Post(_node.Http, item.Path, item.ContentType, item.Body, cancellation);
            Assert.True(
                answer.IsInOrder,
                $"{(int)answer.Status} {answer.Text} for {item.Path} {item.ContentType} {Convert.ToHexString(item.Body.AsSpan(0, Math.Min(item.Body.Length, 2000)))}");
        });

    private async Task<string> DescribeAsync()
    {
        var answer = await FuzzAnswer.Post(
            _node.Http, Operator, RecordedRequest.Json, Encoding.UTF8.GetBytes("""{"type":"GET_STATE"}"""), CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Text;
    }

    private async Task IsWellAsync()
    {
        using var health = await _node.Http.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Empty(_node.Logs.Errors);
    }
}
