using System.Threading.Channels;
using Grpc.Core;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Silo.Link;

/// <summary>One node's stream: what its grain sends goes out in order, what the node says goes to its grain.</summary>
internal sealed class AgentLinkSession : IAgentSession
{
    private const int QueueMax = 1_000;
    private const int ReceiveConcurrency = 32;
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(2);
    private readonly string _agentId;
    private readonly IAgentGrain _grain;
    private readonly IServerStreamWriter<SiloMessage> _stream;
    private readonly TimeProvider _time;
    private readonly Channel<SiloMessage> _queue = Channel.CreateBounded<SiloMessage>(QueueMax);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _heardAt;
    private int _asking;

    /// <summary>Creates the session of a stream whose node is not admitted yet.</summary>
    public AgentLinkSession(string agentId, IAgentGrain grain, IServerStreamWriter<SiloMessage> stream, TimeProvider time)
    {
        _agentId = agentId;
        _grain = grain;
        _stream = stream;
        _time = time;
        _heardAt = time.GetTimestamp();
    }

    /// <summary>Random id of the session.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Time since the node was heard last.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <inheritdoc />
    public async Task Send(SiloMessage message)
    {
        // Commands wait until the node knows that it is admitted.
        await _opened.Task;
        await _queue.Writer.WriteAsync(message);
    }

    /// <summary>The node is admitted: tells it so, then lets commands through.</summary>
    public void Open(Registered registered)
    {
        _queue.Writer.TryWrite(new SiloMessage { Registered = registered });
        _opened.TrySetResult();
    }

    /// <summary>The stream has ended, or never was admitted: whoever still sends hears of it.</summary>
    public void End()
    {
        _queue.Writer.TryComplete(new IOException("the stream has ended"));
        _opened.TrySetResult();
    }

    /// <summary>Writes what is queued, until the stream ends.</summary>
    public async Task Write(CancellationToken end)
    {
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(end))
            {
                await _stream.WriteAsync(message, end);
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Passes messages on; several at a time, because the node keeps the updates of one task apart itself.</summary>
    public async Task Read(IAsyncStreamReader<NodeMessage> requests, AgentAttachment attachment, CancellationToken end)
    {
        using var slots = new SemaphoreSlim(ReceiveConcurrency);
        var failed = new TaskCompletionSource();
        while (!failed.Task.IsCompleted && await requests.MoveNext(end))
        {
            Volatile.Write(ref _heardAt, _time.GetTimestamp());
            var message = requests.Current;
            switch (message.MessageCase)
            {
                case NodeMessage.MessageOneofCase.Pong:
                    break;
                case NodeMessage.MessageOneofCase.Register:
                    await Reregister(message.Register, attachment);
                    break;
                default:
                    await slots.WaitAsync(end);
                    Receive(message, slots, failed).Ignore();
                    break;
            }
        }

        if (failed.Task.IsCompleted)
        {
            await failed.Task;
        }
    }

    /// <summary>Pings the node, and asks it to register again when its grain has moved.</summary>
    public async Task Watch(TimeSpan pingTimeout, CancellationToken end)
    {
        var pingInterval = pingTimeout / 5;
        var sincePing = TimeSpan.Zero;
        using var timer = new PeriodicTimer(KeepAliveInterval, _time);
        while (await timer.WaitForNextTickAsync(end))
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _heardAt)) > pingTimeout)
            {
                throw new IOException($"agent {_agentId} has been silent for {pingTimeout}");
            }

            sincePing += KeepAliveInterval;
            if (sincePing >= pingInterval)
            {
                sincePing = TimeSpan.Zero;
                await _queue.Writer.WriteAsync(new SiloMessage { Ping = new Ping() }, end);
            }

            await AskGrain(end);
        }
    }

    /// <summary>Looks at once whether the grain has moved. Returns before that is known.</summary>
    public void Ask()
    {
        if (_opened.Task.IsCompletedSuccessfully)
        {
            AskGrain(CancellationToken.None).Ignore();
        }
    }

    // One look at a time: two would make the node register twice.
    private async Task AskGrain(CancellationToken end)
    {
        if (Interlocked.Exchange(ref _asking, 1) != 0)
        {
            return;
        }

        try
        {
            if (!await IsAttached())
            {
                await _queue.Writer.WriteAsync(new SiloMessage { Reregister = new Reregister() }, end);
            }
        }
        finally
        {
            Interlocked.Exchange(ref _asking, 0);
        }
    }

    private async Task<bool> IsAttached()
    {
        try
        {
            return await _grain.KeepAlive(Id);
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            // The grain is on its way to another silo: ask again at the next tick.
            return true;
        }
    }

    private async Task Reregister(Register register, AgentAttachment attachment)
    {
        register.AgentId = attachment.Register.AgentId;
        var again = attachment with { Register = register };
        if ((await _grain.Attach(again)).Refusal is { } refusal)
        {
            await _queue.Writer.WriteAsync(new SiloMessage { Shutdown = new Shutdown { Message = refusal } });
        }
    }

    private async Task Receive(NodeMessage message, SemaphoreSlim slots, TaskCompletionSource failed)
    {
        try
        {
            await _grain.Receive(Id, message);
        }
        catch (Exception exception)
        {
            // The node repeats what was not taken: end the stream, it attaches again.
            failed.TrySetException(new IOException($"agent {_agentId} could not be heard", exception));
        }
        finally
        {
            try
            {
                slots.Release();
            }
            catch (ObjectDisposedException)
            {
                // The stream has ended meanwhile; nobody waits for a slot any more.
                failed.TrySetResult();
            }
        }
    }
}
