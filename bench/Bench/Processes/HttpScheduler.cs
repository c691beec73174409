using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.RecordIO;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Bench.Processes;

/// <summary>A scheduler over the v1 HTTP API, in JSON: one connection for events, one or more for calls.</summary>
internal sealed class HttpScheduler : IAsyncDisposable
{
    private const string Json = "application/json";
    private const string StreamIdHeader = "Mesos-Stream-Id";
    private const int EventsMax = 10_000;
    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly HttpResponseMessage _response;
    private readonly string _streamId;
    private readonly Channel<TimedEvent> _events = Channel.CreateBounded<TimedEvent>(EventsMax);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _reading;
    private FrameworkID? _frameworkId;

    private HttpScheduler(HttpClient http, Uri endpoint, HttpResponseMessage response, string streamId)
    {
        _http = http;
        _endpoint = endpoint;
        _response = response;
        _streamId = streamId;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Subscribes and waits for SUBSCRIBED.</summary>
    /// <exception cref="InvalidOperationException">Refused.</exception>
    public static async Task<HttpScheduler> SubscribeAsync(
        Uri master, FrameworkInfo framework, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(master, "/api/v1/scheduler");
        var http = new HttpClient(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = Request(endpoint, new Call
        {
            Type = Call.Types.Type.Subscribe,
            Subscribe = new Call.Types.Subscribe { FrameworkInfo = framework },
        });
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new InvalidOperationException($"The subscription was answered {response.StatusCode}: {text}");
        }

        var scheduler = new HttpScheduler(http, endpoint, response, response.Headers.GetValues(StreamIdHeader).First());
        var first = await scheduler.NextAsync(cancellationToken);
        scheduler._frameworkId = first.Event.Subscribed.FrameworkId;
        return scheduler;
    }

    /// <summary>The next event that is not a heartbeat.</summary>
    /// <exception cref="InvalidOperationException">It is an ERROR.</exception>
    /// <exception cref="ChannelClosedException">The stream has ended.</exception>
    public async Task<TimedEvent> NextAsync(CancellationToken cancellationToken)
    {
        var next = await _events.Reader.ReadAsync(cancellationToken);
        return next.Event.Type == Event.Types.Type.Error
            ? throw new InvalidOperationException(next.Event.Error.Message)
            : next;
    }

    /// <summary>Makes a call; the framework id is filled in.</summary>
    /// <exception cref="InvalidOperationException">Refused.</exception>
    public async Task CallAsync(Call call, CancellationToken cancellationToken)
    {
        call.FrameworkId = _frameworkId;
        using var request = Request(_endpoint, call);
        request.Headers.Add(StreamIdHeader, _streamId);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new InvalidOperationException($"{call.Type} was answered {response.StatusCode}: {text}");
        }
    }

    /// <summary>Launches tasks on offers of one agent; what they leave is to be offered again at once.</summary>
    public Task AcceptAsync(IEnumerable<Offer> offers, IEnumerable<TaskInfo> tasks, CancellationToken cancellationToken) =>
        CallAsync(
            new Call
            {
                Type = Call.Types.Type.Accept,
                Accept = new Call.Types.Accept
                {
                    OfferIds = { offers.Select(offer => offer.Id) },
                    Filters = new Filters { RefuseSeconds = 0 },
                    Operations =
                    {
                        new Offer.Types.Operation
                        {
                            Type = Offer.Types.Operation.Types.Type.Launch,
                            Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { tasks } },
                        },
                    },
                },
            },
            cancellationToken);

    /// <summary>Acknowledges an update that wants it.</summary>
    public Task AcknowledgeAsync(TaskStatus status, CancellationToken cancellationToken) => status.HasUuid
        ? CallAsync(
            new Call
            {
                Type = Call.Types.Type.Acknowledge,
                Acknowledge = new Call.Types.Acknowledge
                {
                    AgentId = status.AgentId,
                    TaskId = status.TaskId,
                    Uuid = status.Uuid,
                },
            },
            cancellationToken)
        : Task.CompletedTask;

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _response.Dispose();
        _http.Dispose();
        _closing.Dispose();
    }

    private static HttpRequestMessage Request(Uri endpoint, Call call)
    {
        var content = new ByteArrayContent(MesosJson.ToUtf8(call));
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        return new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
    }

    private async Task ReadAsync()
    {
        try
        {
            var stream = await _response.Content.ReadAsStreamAsync(_closing.Token);
            await foreach (var record in RecordIOReader.ReadAllAsync(stream, cancellationToken: _closing.Token))
            {
                if (!MesosJson.TryParse<Event>(record.AsSpan(), out var heard, out var error))
                {
                    throw new InvalidDataException(error.Text);
                }

                if (heard.Type != Event.Types.Type.Heartbeat)
                {
                    var timed = new TimedEvent(heard, TimeProvider.System.GetTimestamp());
                    await _events.Writer.WriteAsync(timed, _closing.Token);
                }
            }

            _events.Writer.TryComplete();
        }
        catch (Exception failure)
        {
            // Whoever waits for the next event hears of it.
            _events.Writer.TryComplete(failure);
        }
    }
}
