using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Link;

/// <summary>
/// Decides which commands are carried out. They are ordered by (epoch, sequence); each is carried out once. Pure.
/// </summary>
public sealed class CommandSequence
{
    private ulong _epoch;
    private ulong _sequence;

    /// <param name="last">The newest command already taken over, or null for none.</param>
    public CommandSequence(CommandAck? last)
    {
        if (last is not null)
        {
            HasLast = true;
            _epoch = last.Epoch;
            _sequence = last.Sequence;
        }
    }

    public bool HasLast { get; private set; }

    /// <summary>The newest command taken over, or null.</summary>
    public CommandAck? Last => HasLast ? new CommandAck { Epoch = _epoch, Sequence = _sequence } : null;

    /// <summary>Judges a command; <see cref="CommandVerdict.Execute"/> makes it the newest one.</summary>
    public CommandVerdict Accept(ulong epoch, ulong sequence)
    {
        if (HasLast && epoch < _epoch)
        {
            return CommandVerdict.Stale;
        }

        if (HasLast && epoch == _epoch && sequence <= _sequence)
        {
            return CommandVerdict.Duplicate;
        }

        HasLast = true;
        _epoch = epoch;
        _sequence = sequence;
        return CommandVerdict.Execute;
    }
}
