using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>A subscription over a bare socket, read chunk by chunk.</summary>
internal sealed class SchedulerStream : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!;

    /// <summary>Status line and headers, as they came.</summary>
    public IReadOnlyList<string> Head { get; private set; } = [];

    /// <summary>The session's id.</summary>
    public string StreamId => Header("Mesos-Stream-Id") ?? "";

    /// <summary>The framework's id, once SUBSCRIBED was read.</summary>
    public string FrameworkId { get; private set; } = "";

    /// <summary>Sends a SUBSCRIBE and reads the head of the answer.</summary>
    public static Task<SchedulerStream> Open(
        int port, string body, string accept = "application/json", params string[] headers) =>
        OpenAt("/api/v1/scheduler", port, body, accept, headers);

    /// <summary>Sends an operator's SUBSCRIBE and reads the head of the answer.</summary>
    public static Task<SchedulerStream> OpenOperator(int port, string accept = "application/json") =>
        OpenAt("/api/v1", port, """{"type":"SUBSCRIBE"}""", accept);

    private static async Task<SchedulerStream> OpenAt(
        string path, int port, string body, string accept, params string[] headers)
    {
        var stream = new SchedulerStream();
        await stream._client.ConnectAsync("127.0.0.1", port);
        stream._stream = stream._client.GetStream();
        var bytes = Encoding.UTF8.GetBytes(body);
        var extra = string.Concat(headers.Select(header => header + "\r\n"));
        await stream._stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + $"Accept: {accept}\r\nContent-Length: {bytes.Length}\r\n{extra}\r\n"));
        await stream._stream.WriteAsync(bytes);
        await stream.ReadHead();
        return stream;
    }

    /// <summary>Subscribes a framework and reads its SUBSCRIBED and the first HEARTBEAT.</summary>
    public static async Task<SchedulerStream> Subscribe(int port, string? frameworkId = null, double failover = 0)
    {
        var id = frameworkId is null ? "" : $$$""","id":{"value":"{{{frameworkId}}}"}""";
        var outer = frameworkId is null ? "" : $$$""","framework_id":{"value":"{{{frameworkId}}}"}""";
        var stream = await Open(port, $$$"""
            {"type":"SUBSCRIBE"{{{outer}}},"subscribe":{"framework_info":{"user":"root","name":"op-fw","failover_timeout":
            {{{failover.ToString(System.Globalization.CultureInfo.InvariantCulture)}}},"checkpoint":true,"roles":["gold"],
            "capabilities":[{"type":"MULTI_ROLE"},{"type":"RESERVATION_REFINEMENT"},{"type":"PARTITION_AWARE"}]
            {{{id}}} } } }
            """);
        await stream.ReadSubscribed();
        return stream;
    }

    /// <summary>Reads SUBSCRIBED and the first HEARTBEAT.</summary>
    public async Task ReadSubscribed()
    {
        var subscribed = await ReadEvent();
        Assert.Equal("SUBSCRIBED", subscribed.GetProperty("type").GetString());
        FrameworkId = subscribed.GetProperty("subscribed").GetProperty("framework_id").GetProperty("value").GetString()!;
        Assert.Equal("HEARTBEAT", (await ReadEvent()).GetProperty("type").GetString());
    }

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Head
        .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 2)..]).FirstOrDefault();

    /// <summary>Reads one chunk; empty at the end of the body, null when the connection closed before.</summary>
    public async Task<byte[]?> ReadChunk()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        if (await ReadLine(deadline.Token) is not { } size)
        {
            return null;
        }

        var chunk = new byte[Convert.ToInt32(size, 16)];
        await _stream.ReadExactlyAsync(chunk, deadline.Token);
        Assert.Equal("", await ReadLine(deadline.Token));
        return chunk;
    }

    /// <summary>Reads what is on its way until the stream ends or is cut.</summary>
    public async Task ReadToEnd()
    {
        try
        {
            while (await ReadChunk() is { Length: > 0 })
            {
            }
        }
        catch (IOException)
        {
            // Cut in the middle of a chunk, or reset.
        }
    }

    /// <summary>Reads one chunk that must be exactly one record, and gives the record.</summary>
    public async Task<byte[]> ReadRecord()
    {
        var chunk = await ReadChunk() ?? throw new InvalidOperationException("The stream was cut");
        var newline = Array.IndexOf(chunk, (byte)'\n');
        Assert.True(newline > 0, "The stream ended");
        Assert.Equal(chunk.Length - newline - 1, int.Parse(
            Encoding.ASCII.GetString(chunk, 0, newline), System.Globalization.CultureInfo.InvariantCulture));
        return chunk[(newline + 1)..];
    }

    /// <summary>Reads one event.</summary>
    public async Task<JsonElement> ReadEvent()
    {
        var record = await ReadRecord();
        Assert.DoesNotContain((byte)'\n', record);
        return JsonDocument.Parse(record).RootElement;
    }

    /// <summary>Reads events until one of a type comes.</summary>
    public async Task<JsonElement> ReadUntil(string type)
    {
        while (true)
        {
            var next = await ReadEvent();
            if (next.GetProperty("type").GetString() == type)
            {
                return next;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadHead()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var lines = new List<string>();
        while (await ReadLine(deadline.Token) is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        Head = lines;
    }

    private async Task<string?> ReadLine(CancellationToken cancellation)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await _stream.ReadAsync(one, cancellation) == 0)
            {
                return null;
            }

            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }
    }
}
