using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace MesosOrleans.Conformance.Tests.Wire;

/// <summary>
/// A subscription read to its end in the background: every chunk must hold exactly one record, its length, a newline and
/// the record.
/// </summary>
internal sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private readonly Connection _connection;
    private readonly Channel<byte[]> _records = Channel.CreateBounded<byte[]>(10_000);
    private readonly CancellationTokenSource _closed = new();
    private Task _reading = Task.CompletedTask;
    private bool _isDisposed;

    private EventStream(Connection connection, Head head)
    {
        _connection = connection;
        Head = head;
    }

    /// <summary>Status and headers.</summary>
    public Head Head { get; }

    /// <summary>Id of the session, or empty.</summary>
    public string StreamId => Head.Get("Mesos-Stream-Id") ?? "";

    /// <summary>True when the body ended as a chunked body ends, false when the connection was cut.</summary>
    public bool? EndedInOrder { get; private set; }

    /// <summary>Records, in order.</summary>
    public ChannelReader<byte[]> Records => _records.Reader;

    /// <summary>Sends a request that a stream answers, and reads the head.</summary>
    public static async Task<EventStream> Open(
        int port, string path, byte[] body, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var connection = await Connection.Open(port);
        await connection.Send(Http.Of("POST", path, body, headers));
        var stream = new EventStream(connection, await connection.ReadHead());
        if (stream.Head.Status == 200)
        {
            Assert.Equal("chunked", stream.Head.Get("Transfer-Encoding"));
            stream._reading = stream.Read();
        }
        else
        {
            stream._records.Writer.TryComplete();
        }

        return stream;
    }

    /// <summary>Opens with JSON both ways.</summary>
    public static Task<EventStream> Open(int port, string path, string json, params IReadOnlyList<(string Name, string Value)> headers) =>
        Open(port, path, Encoding.UTF8.GetBytes(json),
            [("Content-Type", "application/json"), ("Accept", "application/json"), .. headers]);

    /// <summary>The next record.</summary>
    /// <exception cref="ChannelClosedException">The stream has ended.</exception>
    public async Task<byte[]> NextRecord()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _records.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>The next event; JSON has no newline in it.</summary>
    public async Task<JsonElement> Next()
    {
        var record = await NextRecord();
        Assert.DoesNotContain((byte)'\n', record);
        return JsonDocument.Parse(record).RootElement;
    }

    /// <summary>The next event of a type; events of other types are passed over.</summary>
    public async Task<JsonElement> Next(string type)
    {
        // Heartbeats come for ever: they are no sign of life here.
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            var next = JsonDocument.Parse(await _records.Reader.ReadAsync(deadline.Token)).RootElement;
            if (next.GetProperty("type").GetString() == type)
            {
                return next;
            }
        }
    }

    /// <summary>Waits for the end of the body; what comes before it is passed over.</summary>
    /// <returns>The types of the events that came before the end.</returns>
    public async Task<IReadOnlyList<string>> End()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var types = new List<string>();
        await foreach (var record in _records.Reader.ReadAllAsync(deadline.Token))
        {
            types.Add(JsonDocument.Parse(record).RootElement.GetProperty("type").GetString()!);
        }

        await _reading;
        Assert.True(EndedInOrder);
        return types;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _closed.CancelAsync();
        await _connection.DisposeAsync();
        try
        {
            await _reading;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection was closed under the reader: that is what was asked for.
        }

        _closed.Dispose();
    }

    private async Task Read()
    {
        try
        {
            while (await _connection.ReadChunk(_closed.Token) is { } chunk)
            {
                if (chunk.Length == 0)
                {
                    EndedInOrder = true;
                    return;
                }

                await _records.Writer.WriteAsync(RecordOf(chunk), _closed.Token);
            }

            EndedInOrder = false;
        }
        catch (Exception exception)
        {
            _records.Writer.TryComplete(exception);
            throw;
        }
        finally
        {
            _records.Writer.TryComplete();
        }
    }

    private static byte[] RecordOf(byte[] chunk)
    {
        var newline = Array.IndexOf(chunk, (byte)'\n');
        Assert.True(newline > 0, "a chunk begins with the record's length and a newline");
        var length = int.Parse(Encoding.ASCII.GetString(chunk, 0, newline), NumberStyles.None, CultureInfo.InvariantCulture);
        Assert.Equal(length, chunk.Length - newline - 1);
        return chunk[(newline + 1)..];
    }
}
