using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.RecordIO;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.ExecutorApi;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>An executor that speaks the HTTP API and does what a test tells it.</summary>
internal sealed class TestExecutor : IDisposable
{
    public const string Json = "application/json";
    public const string Protobuf = "application/x-protobuf";

    private readonly HttpClient _http;
    private readonly string _id;
    private readonly string _mediaType;
    private readonly CancellationTokenSource _deadline = new(Eventually.Deadline);
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<byte[]>? _records;

    public TestExecutor(HttpClient http, string id, string mediaType = Json)
    {
        _http = http;
        _id = id;
        _mediaType = mediaType;
    }

    public static TaskStatus Status(string taskId, TaskState state) => new()
    {
        TaskId = new TaskID { Value = taskId },
        State = state,
        Source = TaskStatus.Types.Source.Executor,
        Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
    };

    /// <summary>Opens the stream. What follows is read by NextAsync.</summary>
    public async Task<HttpStatusCode> SubscribeAsync(Call.Types.Subscribe? subscribe = null)
    {
        var call = Create(Call.Types.Type.Subscribe);
        call.Subscribe = subscribe ?? new Call.Types.Subscribe();
        _response = await SendAsync(call);
        Assert.True(
            _response.IsSuccessStatusCode,
            _response.IsSuccessStatusCode ? "" : $"{_response.StatusCode}: {await _response.Content.ReadAsStringAsync(_deadline.Token)}");
        Assert.Equal(_mediaType, _response.Content.Headers.ContentType?.ToString());
        var stream = await _response.Content.ReadAsStreamAsync(_deadline.Token);
        _records = RecordIOReader.ReadAllAsync(stream, cancellationToken: _deadline.Token).GetAsyncEnumerator(_deadline.Token);
        return _response.StatusCode;
    }

    /// <summary>The next event, or null at the end of the stream.</summary>
    public async Task<Event?> NextAsync()
    {
        if (!await _records!.MoveNextAsync())
        {
            return null;
        }

        if (_mediaType == Protobuf)
        {
            return Event.Parser.ParseFrom(_records.Current);
        }

        Assert.True(MesosJson.TryParse<Event>(_records.Current.AsSpan(), out var item, out var error), error.ToString());
        return item;
    }

    /// <summary>The next event, which is of a type.</summary>
    public async Task<Event> NextAsync(Event.Types.Type type)
    {
        var item = await NextAsync();
        Assert.Equal(type, item?.Type);
        return item!;
    }

    public Task<HttpStatusCode> UpdateAsync(string taskId, TaskState state) => UpdateAsync(Status(taskId, state));

    public async Task<HttpStatusCode> UpdateAsync(TaskStatus status)
    {
        var call = Create(Call.Types.Type.Update);
        call.Update = new Call.Types.Update { Status = status };
        return await CallAsync(call);
    }

    public async Task<HttpStatusCode> MessageAsync(string text)
    {
        var call = Create(Call.Types.Type.Message);
        call.Message = new Call.Types.Message { Data = ByteString.CopyFromUtf8(text) };
        return await CallAsync(call);
    }

    public async Task<HttpStatusCode> HeartbeatAsync() => await CallAsync(Create(Call.Types.Type.Heartbeat));

    public void Dispose()
    {
        _response?.Dispose();
        _deadline.Dispose();
    }

    private Call Create(Call.Types.Type type) => new()
    {
        Type = type,
        ExecutorId = new ExecutorID { Value = _id },
        FrameworkId = new FrameworkID { Value = Given.Framework },
    };

    private async Task<HttpStatusCode> CallAsync(Call call)
    {
        using var response = await SendAsync(call);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(Call call)
    {
        var body = _mediaType == Protobuf ? call.ToByteArray() : MesosJson.ToUtf8(call);
        var request = new HttpRequestMessage(HttpMethod.Post, "/slave(1)/api/v1/executor")
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(_mediaType);
        request.Headers.Accept.ParseAdd(_mediaType);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _deadline.Token);
    }
}
