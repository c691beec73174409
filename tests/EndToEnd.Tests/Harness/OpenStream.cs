using System.Diagnostics;
using System.Net;
using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>
/// A scheduler's stream at one silo, and its calls to whichever silo a test likes, each with its status. Everything that is
/// heard is kept.
/// </summary>
internal sealed class OpenStream : KeptStream<Event>
{
    private const string StreamIdHeader = "Mesos-Stream-Id";
    private static readonly TimeSpan OfferDoubt = TimeSpan.FromSeconds(12);
    private readonly HttpClient _http = new() { Timeout = Deadline };
    private readonly HashSet<string> _used = [];
    private readonly string _streamId;

    private OpenStream(HttpResponseMessage response)
        : base(response, item => item.Type == Event.Types.Type.Heartbeat) =>
        _streamId = response.Headers.GetValues(StreamIdHeader).Single();

    public FrameworkID FrameworkId { get; private set; } = null!;

    /// <summary>The statuses among them.</summary>
    public IEnumerable<TaskStatus> Updates => Events.Where(item => item.Update is not null).Select(item => item.Update.Status);

    public static async Task<OpenStream> SubscribeAsync(Uri silo, FrameworkInfo framework)
    {
        using var request = Request(silo, new Call
        {
            Type = Call.Types.Type.Subscribe,
            FrameworkId = framework.Id,
            Subscribe = new Call.Types.Subscribe { FrameworkInfo = framework },
        });
        var stream = new OpenStream(await OpenAsync(request));
        stream.FrameworkId = (await stream.UntilAsync("SUBSCRIBED", item => item.Subscribed is not null)).Subscribed.FrameworkId;
        return stream;
    }

    /// <summary>Makes a call at a silo.</summary>
    public async Task<HttpStatusCode> CallAsync(Uri silo, Call call)
    {
        call.FrameworkId = FrameworkId;
        using var request = Request(silo, call);
        request.Headers.Add(StreamIdHeader, _streamId);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>
    /// Waits for an offer that fits and launches tasks on it. One that was made after a place among the events, or one that
    /// was there before and has not been rescinded for longer than the cluster takes to find out that it is void.
    /// </summary>
    public async Task<Offer> LaunchAsync(Uri silo, int from, params BatchTask[] tasks)
    {
        var waited = Stopwatch.StartNew();
        Offer? offer = null;
        await Eventually.HoldsAsync("an offer that fits", Deadline, () =>
        {
            Assert.False(Ended.IsCompleted, "the stream ended before an offer that fits");
            offer = OpenOffer(tasks, from) ?? (waited.Elapsed > OfferDoubt ? OpenOffer(tasks, 0) : null);
            return Task.FromResult(offer is not null);
        });
        _used.Add(offer!.Id.Value);
        Assert.Equal(HttpStatusCode.Accepted, await CallAsync(silo, Accept(offer, tasks)));
        return offer;
    }

    public static Call Accept(Offer offer, params BatchTask[] tasks) => new()
    {
        Type = Call.Types.Type.Accept,
        Accept = new Call.Types.Accept
        {
            OfferIds = { offer.Id },
            Filters = new Filters { RefuseSeconds = 0 },
            Operations =
            {
                new Offer.Types.Operation
                {
                    Type = Offer.Types.Operation.Types.Type.Launch,
                    Launch = new Offer.Types.Operation.Types.Launch
                    {
                        TaskInfos = { new BatchPlan(tasks, 1).Place([offer])[0].Launch },
                    },
                },
            },
        },
    };

    public static Call Acknowledge(TaskStatus status) => new()
    {
        Type = Call.Types.Type.Acknowledge,
        Acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid },
    };

    /// <summary>Waits for a task's state and acknowledges what was heard of it until then.</summary>
    public async Task<TaskStatus> UntilStateAsync(Uri silo, string taskId, TaskState state, int from = 0)
    {
        var acknowledged = new HashSet<Google.Protobuf.ByteString>();
        while (true)
        {
            var next = (await UntilAsync(
                $"{taskId} {state}",
                item => item.Update?.Status is { HasUuid: true } status && status.TaskId.Value == taskId && !acknowledged.Contains(status.Uuid),
                from)).Update.Status;
            acknowledged.Add(next.Uuid);
            Assert.Equal(HttpStatusCode.Accepted, await CallAsync(silo, Acknowledge(next)));
            if (next.State == state)
            {
                return next;
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _http.Dispose();
    }

    // The newest offer that tasks fit into, neither used nor rescinded.
    private Offer? OpenOffer(BatchTask[] tasks, int from)
    {
        var heard = Events.ToList();
        var gone = heard.Where(item => item.Rescind is not null).Select(item => item.Rescind.OfferId.Value).Concat(_used).ToHashSet();
        return heard.Skip(from).Where(item => item.Offers is not null).SelectMany(item => item.Offers.Offers_).LastOrDefault(
            offer => !gone.Contains(offer.Id.Value) && new BatchPlan(tasks, 1).Place([offer])[0].Launch.Count == tasks.Length);
    }

    private static HttpRequestMessage Request(Uri silo, Call call) =>
        new(HttpMethod.Post, new Uri(silo, "/api/v1/scheduler")) { Content = Content(call) };
}
