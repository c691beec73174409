using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Core.Agents;

/// <summary>
/// Commands on their way to a node: numbered, kept until the node has taken them over, sent again after each
/// re-attachment within the same epoch. Bounded.
/// </summary>
public sealed class CommandLog
{
    private readonly Queue<Command> _pending = new();
    private readonly int _max;
    private ulong _epoch;
    private ulong _sequence;
    private ulong _sent;

    /// <summary>Creates an empty log.</summary>
    /// <param name="max">Most commands kept.</param>
    public CommandLog(int max) => _max = max;

    /// <summary>True when no command fits any more.</summary>
    public bool IsFull => _pending.Count >= _max;

    /// <summary>True when there is something that was not sent.</summary>
    public bool HasUnsent => _sent < _sequence;

    /// <summary>
    /// Starts an epoch: what was pending is void, numbers start again. What was added before the first epoch waited for
    /// the node and is sent in it.
    /// </summary>
    public void Begin(ulong epoch)
    {
        List<Command> early = _epoch == 0 ? [.. _pending] : [];
        _epoch = epoch;
        _sequence = 0;
        _sent = 0;
        _pending.Clear();
        early.ForEach(Add);
    }

    /// <summary>Numbers a command and keeps it.</summary>
    /// <exception cref="InvalidOperationException">The log is full.</exception>
    public void Add(Command command)
    {
        if (IsFull)
        {
            throw new InvalidOperationException($"{_max} commands wait for the agent node");
        }

        command.Epoch = _epoch;
        command.Sequence = ++_sequence;
        _pending.Enqueue(command);
    }

    /// <summary>The node has taken over everything up to a number.</summary>
    public void Taken(CommandAck ack)
    {
        if (ack.Epoch != _epoch)
        {
            return;
        }

        while (_pending.TryPeek(out var oldest) && oldest.Sequence <= ack.Sequence)
        {
            _pending.Dequeue();
        }
    }

    /// <summary>The node attached anew: what it has not taken over is to be sent again.</summary>
    public void Rewind(CommandAck? last)
    {
        if (last is not null)
        {
            Taken(last);
        }

        _sent = _pending.TryPeek(out var oldest) ? oldest.Sequence - 1 : _sequence;
    }

    /// <summary>True while a launch of this task waits to be taken over.</summary>
    public bool HasLaunchOf(string frameworkId, string taskId) => _pending.Any(command =>
        command.Launch is { } launch
        && launch.Framework.Id.Value == frameworkId
        && launch.Tasks.Any(task => task.TaskId.Value == taskId));

    /// <summary>Takes the next commands to send, oldest first.</summary>
    public Commands TakeUnsent(int max)
    {
        var batch = new Commands();
        foreach (var command in _pending)
        {
            if (command.Sequence > _sent && batch.Commands_.Count < max)
            {
                batch.Commands_.Add(command);
            }
        }

        if (batch.Commands_.Count > 0)
        {
            _sent = batch.Commands_[^1].Sequence;
        }
        else
        {
            _sent = _sequence;
        }

        return batch;
    }
}
