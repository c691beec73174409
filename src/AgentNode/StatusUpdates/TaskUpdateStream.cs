using Google.Protobuf;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>One task's stream with its file and its retry timer. Thread-safe.</summary>
internal sealed class TaskUpdateStream : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StatusUpdateStream _stream = new();
    private readonly StatusUpdateLog _log;
    private readonly StatusUpdateManager _manager;
    private readonly ITimer _timer;
    private TimeSpan _delay = RetrySchedule.First;
    private bool _closed;

    public TaskUpdateStream(TaskKey key, string? logPath, StatusUpdateManager manager, TimeProvider time)
    {
        Key = key;
        _log = new StatusUpdateLog(logPath);
        _manager = manager;
        _timer = time.CreateTimer(
            static state => ((TaskUpdateStream)state!).Retry(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public TaskKey Key { get; }

    public bool IsCompleted
    {
        get
        {
            lock (_lock)
            {
                return _stream.IsCompleted;
            }
        }
    }

    public bool HasTerminal
    {
        get
        {
            lock (_lock)
            {
                return _stream.HasTerminal;
            }
        }
    }

    /// <summary>Takes what the file held; nothing is written or sent.</summary>
    public void Replay(IEnumerable<CheckpointRecord> records)
    {
        lock (_lock)
        {
            foreach (var record in records)
            {
                if (record.Kind == CheckpointRecordKind.Update)
                {
                    _stream.Add(StatusUpdate.Parser.ParseFrom(record.Payload.Span));
                }
                else if (record.Kind == CheckpointRecordKind.Acknowledgement)
                {
                    _stream.Acknowledge(ByteString.CopyFrom(record.Payload.Span));
                }
            }
        }
    }

    public bool Add(StatusUpdate update)
    {
        lock (_lock)
        {
            if (_closed || !_stream.CanAdd(update))
            {
                return false;
            }

            Checkpoint(() => _log.Append(update));
            _stream.Add(update);
            if (_stream.PendingCount == 1)
            {
                SendHead(RetrySchedule.First);
            }

            return true;
        }
    }

    public AcknowledgeOutcome Acknowledge(ByteString uuid)
    {
        lock (_lock)
        {
            if (_closed || !_stream.IsHead(uuid))
            {
                return AcknowledgeOutcome.Ignored;
            }

            Checkpoint(() => _log.Acknowledge(uuid));
            var outcome = _stream.Acknowledge(uuid);
            if (outcome == AcknowledgeOutcome.Accepted)
            {
                SendHead(RetrySchedule.First);
            }

            return outcome;
        }
    }

    /// <summary>Writes a note beside the updates, for the next process.</summary>
    public void Note(CheckpointRecord record)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                Checkpoint(() => _log.Append(record));
            }
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            SendHead(RetrySchedule.First);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _timer.Dispose();
    }

    private void Retry()
    {
        lock (_lock)
        {
            SendHead(RetrySchedule.Next(_delay));
        }
    }

    private void SendHead(TimeSpan delay)
    {
        if (_closed || _stream.Head is not { } head)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        if (_manager.TrySend(head))
        {
            _delay = delay;
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    // A full disk must not keep the end of a task from being told.
    private void Checkpoint(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            StatusUpdateMessages.CheckpointFailed(_manager.Logger, Key, exception);
        }
    }
}
