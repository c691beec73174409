using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.RecordIO;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>A stream of events at one silo, in JSON. Everything that is heard is kept.</summary>
internal abstract class KeptStream<TEvent> : IDisposable
    where TEvent : class, IMessage<TEvent>, new()
{
    protected const string Json = "application/json";
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _response;

    protected KeptStream(HttpResponseMessage response, Func<TEvent, bool> isHeartbeat)
    {
        _response = response;
        Ended = ReadAsync(isHeartbeat);
    }

    /// <summary>Events other than heartbeats, in order.</summary>
    public ConcurrentQueue<TEvent> Events { get; } = new();

    /// <summary>The end of the stream: it fails when that is not a whole HTTP body.</summary>
    public Task Ended { get; }

    /// <summary>Waits for an event among all that were heard so far or will be.</summary>
    public async Task<TEvent> UntilAsync(string what, Func<TEvent, bool> condition, int from = 0)
    {
        await Eventually.HoldsAsync(what, Deadline, () =>
        {
            if (Events.Skip(from).Any(condition))
            {
                return Task.FromResult(true);
            }

            Assert.False(Ended.IsCompleted, $"the stream ended before {what}");
            return Task.FromResult(false);
        });
        return Events.Skip(from).First(condition);
    }

    public virtual void Dispose() => _response.Dispose();

    /// <summary>The content of a call.</summary>
    protected static ByteArrayContent Content(IMessage call)
    {
        var content = new ByteArrayContent(MesosJson.ToUtf8(call));
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        return content;
    }

    /// <summary>Makes the call that is answered with a stream.</summary>
    protected static async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        var streams = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var response = await streams.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    private async Task ReadAsync(Func<TEvent, bool> isHeartbeat)
    {
        var stream = await _response.Content.ReadAsStreamAsync();
        await foreach (var record in RecordIOReader.ReadAllAsync(stream))
        {
            Assert.True(MesosJson.TryParse<TEvent>(record.AsSpan(), out var heard, out var error), error.Text);
            if (!isHeartbeat(heard!))
            {
                Events.Enqueue(heard!);
            }
        }
    }
}
