using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Cli.Http;

/// <summary>A scheduler's session over the v1 HTTP API, in protobuf.</summary>
public sealed class SchedulerConnection : IDisposable
{
    private const string ProtobufType = "application/x-protobuf";
    private const string StreamIdHeader = "Mesos-Stream-Id";
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    // Heartbeats come every 15 s: three of them missing mean that nobody is there.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(50);
    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly HttpResponseMessage _response;
    private readonly string _streamId;

    private SchedulerConnection(HttpClient http, Uri endpoint, HttpResponseMessage response, string streamId)
    {
        _http = http;
        _endpoint = endpoint;
        _response = response;
        _streamId = streamId;
    }

    /// <summary>Subscribes a framework.</summary>
    /// <exception cref="CliException">The cluster cannot be reached, or refuses.</exception>
    public static async Task<SchedulerConnection> SubscribeAsync(
        Uri master, FrameworkInfo framework, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(master, "/api/v1/scheduler");
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(CallTimeout);
            var call = new Call
            {
                Type = Call.Types.Type.Subscribe,
                FrameworkId = framework.Id,
                Subscribe = new Call.Types.Subscribe { FrameworkInfo = framework },
            };
            using var request = Request(endpoint, call);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(ProtobufType));
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (response.StatusCode != HttpStatusCode.OK || !response.Headers.TryGetValues(StreamIdHeader, out var ids))
            {
                var text = await response.Content.ReadAsStringAsync(deadline.Token);
                throw new CliException($"the subscription was refused with {(int)response.StatusCode}: {text.Trim()}");
            }

            return new SchedulerConnection(http, endpoint, response, ids.First());
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or CliException)
        {
            http.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw failure as CliException
                ?? new CliException($"cannot reach {master.Authority}: {failure.Message}", failure);
        }
    }

    /// <summary>The events, heartbeats included, until the stream ends or falls silent.</summary>
    public async IAsyncEnumerable<Event> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = new RecordReader(await _response.Content.ReadAsStreamAsync(cancellationToken));
        while (await NextAsync(records, cancellationToken) is { } record)
        {
            yield return Event.Parser.ParseFrom(record);
        }
    }

    /// <summary>Makes a call.</summary>
    /// <exception cref="CliException">The cluster cannot be reached, or refuses.</exception>
    public async Task CallAsync(Call call, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(CallTimeout);
        using var request = Request(_endpoint, call);
        request.Headers.Add(StreamIdHeader, _streamId);
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                var text = await response.Content.ReadAsStringAsync(deadline.Token);
                throw new CliException($"{call.Type} was refused with {(int)response.StatusCode}: {text.Trim()}");
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CliException($"{call.Type} got no answer: {failure.Message}", failure);
        }
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose()
    {
        _response.Dispose();
        _http.Dispose();
    }

    private static async Task<byte[]?> NextAsync(RecordReader records, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(SilenceMax);
        try
        {
            return await records.ReadAsync(silence.Token);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            // A broken or silent stream ends like a closed one: the caller subscribes again.
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static HttpRequestMessage Request(Uri endpoint, Call call)
    {
        var content = new ByteArrayContent(call.ToByteArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(ProtobufType);
        return new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
    }
}
