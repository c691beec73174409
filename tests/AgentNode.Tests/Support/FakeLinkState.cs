using System.Threading.Channels;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>What a fake silo heard, and how it answers. Thread-safe.</summary>
internal sealed class FakeLinkState : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<NodeMessage> _received = [];
    private readonly CancellationTokenSource _closed = new();
    private Channel<SiloMessage>? _outgoing;
    private ulong _sequence;

    public string AgentId { get; set; } = "agent-1";

    public ulong Epoch { get; set; } = 1;

    public double PingTimeoutSeconds { get; set; } = 60;

    /// <summary>Whether registrations are answered.</summary>
    public bool Registers { get; set; } = true;

    /// <summary>Whether updates are acknowledged.</summary>
    public bool Acknowledges { get; set; } = true;

    public List<string> Silos { get; } = [];

    public CancellationToken Closed => _closed.Token;

    public IReadOnlyList<NodeMessage> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received];
            }
        }
    }

    public IReadOnlyList<Register> Registrations
        => [.. Received.Where(item => item.Register is not null).Select(item => item.Register)];

    public IReadOnlyList<StatusUpdate> Updates
        => [.. Received.Where(item => item.StatusUpdates is not null).SelectMany(item => item.StatusUpdates.Updates)];

    /// <summary>The distinct states told about a task, in order.</summary>
    public IReadOnlyList<TaskState> StatesOf(string taskId)
        => [.. UpdatesOf(taskId).DistinctBy(item => item.Status.Uuid).Select(item => item.Status.State)];

    public IReadOnlyList<StatusUpdate> UpdatesOf(string taskId)
        => [.. Updates.Where(item => item.Status.TaskId.Value == taskId)];

    public Channel<SiloMessage> Open()
    {
        lock (_lock)
        {
            return _outgoing = Channel.CreateUnbounded<SiloMessage>();
        }
    }

    public void Close() => _closed.Cancel();

    public void Dispose() => _closed.Dispose();

    public void Receive(NodeMessage message)
    {
        lock (_lock)
        {
            _received.Add(message);
            if (message.Register is not null && Registers)
            {
                var registered = new Registered
                {
                    AgentId = new AgentID { Value = AgentId },
                    PingTimeoutSeconds = PingTimeoutSeconds,
                };
                registered.Silos.AddRange(Silos);
                Send(new SiloMessage { Registered = registered });
            }

            foreach (var update in message.StatusUpdates?.Updates ?? [])
            {
                if (Acknowledges)
                {
                    Acknowledge(update);
                }
            }
        }
    }

    public void Acknowledge(StatusUpdate update) => Command(new Command
    {
        Acknowledge = new AcknowledgeStatus
        {
            FrameworkId = update.FrameworkId,
            TaskId = update.Status.TaskId,
            Uuid = update.Status.Uuid,
        },
    });

    /// <summary>Sends a command as the next one of the epoch.</summary>
    public void Command(Command command)
    {
        lock (_lock)
        {
            command.Epoch = Epoch;
            command.Sequence = ++_sequence;
            Send(new SiloMessage { Commands = new Commands { Commands_ = { command } } });
        }
    }

    public void Send(SiloMessage message)
    {
        lock (_lock)
        {
            _outgoing?.Writer.TryWrite(message);
        }
    }

    /// <summary>Breaks the stream.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _outgoing?.Writer.TryComplete();
        }
    }
}
