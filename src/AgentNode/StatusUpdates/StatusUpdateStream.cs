using Google.Protobuf;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>
/// The updates of one task that are not acknowledged yet, oldest first. Only the head is in flight.
/// Pure: no clock, no file, no lock. Facts: agent.md 8.
/// </summary>
public sealed class StatusUpdateStream
{
    private readonly Queue<StatusUpdate> _pending = new();
    private readonly HashSet<ByteString> _pendingUuids = [];
    private ByteString _lastAcknowledged = ByteString.Empty;
    private TaskState? _latestState;

    /// <summary>Whether a terminal update has been taken; nothing is taken after it.</summary>
    public bool HasTerminal { get; private set; }

    /// <summary>Whether the terminal update has been acknowledged.</summary>
    public bool IsCompleted { get; private set; }

    public int PendingCount => _pending.Count;

    /// <summary>The newest state taken, or null before the first update.</summary>
    public TaskState? LatestState => _latestState;

    /// <summary>The update in flight, with the newest state filled in; null when nothing is pending.</summary>
    public StatusUpdate? Head
    {
        get
        {
            if (!_pending.TryPeek(out var head))
            {
                return null;
            }

            if (head.LatestState == _latestState)
            {
                return head;
            }

            var current = head.Clone();
            current.LatestState = _latestState!.Value;
            return current;
        }
    }

    /// <summary>Takes an update.</summary>
    /// <returns>False, and nothing changes, for a repeated uuid, after a terminal update, or when the list is full.</returns>
    public bool Add(StatusUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (!CanAdd(update))
        {
            return false;
        }

        update.LatestState = update.Status.State;
        _latestState = update.Status.State;
        HasTerminal = update.Status.State.IsTerminal();
        _pendingUuids.Add(update.Status.Uuid);
        _pending.Enqueue(update);
        return true;
    }

    /// <summary>Whether <see cref="Add"/> would take this update.</summary>
    public bool CanAdd(StatusUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return !HasTerminal
            && update.Status.Uuid != _lastAcknowledged
            && !_pendingUuids.Contains(update.Status.Uuid)
            && (_pending.Count < Limits.PendingUpdatesMax || update.Status.State.IsTerminal());
    }

    /// <summary>Whether an acknowledgement names the update in flight.</summary>
    public bool IsHead(ByteString uuid) => _pending.TryPeek(out var head) && head.Status.Uuid == uuid;

    /// <summary>Takes an acknowledgement; only that of the head counts.</summary>
    public AcknowledgeOutcome Acknowledge(ByteString uuid)
    {
        if (!IsHead(uuid))
        {
            return AcknowledgeOutcome.Ignored;
        }

        var head = _pending.Dequeue();
        _pendingUuids.Remove(uuid);
        _lastAcknowledged = uuid;
        if (!head.Status.State.IsTerminal())
        {
            return AcknowledgeOutcome.Accepted;
        }

        IsCompleted = true;
        _pending.Clear();
        _pendingUuids.Clear();
        return AcknowledgeOutcome.Completed;
    }
}
