using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.RecordIO;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>An operator's stream of events at one silo. Everything that is heard is kept.</summary>
internal sealed class OperatorStream : IDisposable
{
    private const string Json = "application/json";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _response;

    private OperatorStream(HttpResponseMessage response)
    {
        _response = response;
        Ended = ReadAsync();
    }

    /// <summary>Events other than heartbeats, in order.</summary>
    public ConcurrentQueue<Event> Events { get; } = new();

    /// <summary>The end of the stream: it fails when that is not a whole HTTP body.</summary>
    public Task Ended { get; }

    /// <summary>Subscribes, and waits for SUBSCRIBED.</summary>
    public static async Task<OperatorStream> SubscribeAsync(Uri silo)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"type":"SUBSCRIBE"}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo, "/api/v1")) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        var streams = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var response = await streams.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var stream = new OperatorStream(response);
        await stream.UntilAsync("SUBSCRIBED", item => item.Subscribed is not null);
        return stream;
    }

    /// <summary>Waits for an event among all that were heard so far or will be.</summary>
    public async Task<Event> UntilAsync(string what, Func<Event, bool> condition, int from = 0)
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

    public void Dispose() => _response.Dispose();

    private async Task ReadAsync()
    {
        var stream = await _response.Content.ReadAsStreamAsync();
        await foreach (var record in RecordIOReader.ReadAllAsync(stream))
        {
            Assert.True(MesosJson.TryParse<Event>(record.AsSpan(), out var heard, out var error), error.Text);
            if (heard!.Type != Event.Types.Type.Heartbeat)
            {
                Events.Enqueue(heard);
            }
        }
    }
}
