using System.Threading.Channels;
using Google.Protobuf;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1.AgentApi;
using Microsoft.Win32.SafeHandles;
using DataType = MesosOrleans.Protocol.V1.AgentApi.ProcessIO.Types.Data.Types.Type;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>
/// The three streams of a container that is talked with. What it prints goes to everyone who is attached at that moment,
/// at the pace of the slowest; what comes in is written by one at a time. Thread-safe.
/// </summary>
internal sealed class SessionStreams : IDisposable
{
    private const int ChunkBytes = 32 * 1024;
    private const int PendingMax = 64;

    private readonly Lock _lock = new();
    private readonly List<Channel<ProcessIO>> _readers = [];
    private readonly EventLoop _loop;
    private readonly SafeFileHandle _output;
    private readonly SafeFileHandle _error;
    private readonly SafeFileHandle _input;
    private readonly ILogger _logger;
    private bool _isOver;
    private int _hasWriter;

    /// <exception cref="ContainerLaunchException">No descriptor is left.</exception>
    public SessionStreams(EventLoop loop, ILogger logger)
    {
        _loop = loop;
        _logger = logger;
        (_output, var outputEnd) = Descriptors.Pipe();
        (_error, var errorEnd) = Descriptors.Pipe();
        (var inputEnd, _input) = Descriptors.Pipe();
        Ends = new ContainerStreams(inputEnd, outputEnd, errorEnd);
    }

    /// <summary>The container's ends.</summary>
    public ContainerStreams Ends { get; }

    /// <summary>Begins to pass on what the container prints. Our copies of its ends are closed.</summary>
    public void Begin()
    {
        CloseEnds();
        _ = PumpAsync();
    }

    /// <summary>Attaches a reader, which sees what is printed from now on, until the container's streams are closed.</summary>
    public ChannelReader<ProcessIO> Attach()
    {
        var channel = Channel.CreateBounded<ProcessIO>(new BoundedChannelOptions(PendingMax) { SingleReader = true });
        lock (_lock)
        {
            if (_isOver)
            {
                channel.Writer.Complete();
            }
            else
            {
                _readers.Add(channel);
            }
        }

        return channel.Reader;
    }

    /// <summary>Takes a reader away.</summary>
    public void Detach(ChannelReader<ProcessIO> reader)
    {
        lock (_lock)
        {
            var found = _readers.Find(item => item.Reader == reader);
            found?.Writer.TryComplete();
            _readers.RemoveAll(item => item.Reader == reader);
        }
    }

    /// <summary>Becomes the one who writes.</summary>
    /// <returns>False while somebody else is.</returns>
    public bool TryTakeInput() => Interlocked.Exchange(ref _hasWriter, 1) == 0;

    /// <summary>Lets others write.</summary>
    public void ReleaseInput() => Volatile.Write(ref _hasWriter, 0);

    /// <summary>Hands the container some input. Waits while the container does not read, on a thread of its own.</summary>
    /// <returns>False when it reads no more.</returns>
    public Task<bool> WriteAsync(ReadOnlyMemory<byte> data) => Task.Run(() =>
    {
        var isHeld = false;
        try
        {
            // Nobody else is given the number while it is written to.
            _input.DangerousAddRef(ref isHeld);
            return Descriptors.Write(_input, data.Span);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (isHeld)
            {
                _input.DangerousRelease();
            }
        }
    });

    /// <summary>The input is at its end.</summary>
    public void CloseInput() => _input.Dispose();

    public void Dispose()
    {
        CloseEnds();
        _input.Dispose();
    }

    private void CloseEnds()
    {
        Ends.Input.Dispose();
        Ends.Output.Dispose();
        Ends.Error.Dispose();
    }

    /// <summary>One loop for both streams: what was printed first is passed on first.</summary>
    private async Task PumpAsync()
    {
        (SafeFileHandle Handle, DataType Type, Task Ready)[] open =
        [
            (_output, DataType.Stdout, _loop.WaitReadableAsync(_output, CancellationToken.None)),
            (_error, DataType.Stderr, _loop.WaitReadableAsync(_error, CancellationToken.None)),
        ];
        var buffer = new byte[ChunkBytes];
        try
        {
            while (open.Length > 0)
            {
                await Task.WhenAny(open.Select(item => item.Ready));
                var left = new List<(SafeFileHandle Handle, DataType Type, Task Ready)>();
                foreach (var item in open)
                {
                    if (!item.Ready.IsCompleted)
                    {
                        left.Add(item);
                        continue;
                    }

                    await item.Ready;
                    var count = Descriptors.Read(item.Handle, buffer);
                    if (count > 0)
                    {
                        await PublishAsync(item.Type, ByteString.CopyFrom(buffer, 0, count));
                        left.Add(item with { Ready = _loop.WaitReadableAsync(item.Handle, CancellationToken.None) });
                    }
                }

                open = [.. left];
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
            return;
        }
        catch (Exception exception)
        {
            // Those who listen are told that it is over.
            ContainerMessages.StreamsFailed(_logger, exception);
        }
        finally
        {
            Finish();
        }
    }

    private async Task PublishAsync(DataType type, ByteString data)
    {
        var item = new ProcessIO { Type = ProcessIO.Types.Type.Data, Data = new ProcessIO.Types.Data { Type = type, Data_ = data } };
        Channel<ProcessIO>[] readers;
        lock (_lock)
        {
            readers = [.. _readers];
        }

        foreach (var reader in readers)
        {
            try
            {
                await reader.Writer.WriteAsync(item);
            }
            catch (ChannelClosedException)
            {
                // It has just gone away.
                continue;
            }
        }
    }

    private void Finish()
    {
        lock (_lock)
        {
            _isOver = true;
            _readers.ForEach(reader => reader.Writer.TryComplete());
            _readers.Clear();
        }

        _output.Dispose();
        _error.Dispose();
        _input.Dispose();
    }
}
