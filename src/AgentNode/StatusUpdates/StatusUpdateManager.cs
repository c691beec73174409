using System.Collections.Concurrent;
using Google.Protobuf;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>
/// Brings status updates to the silo, each until it is acknowledged: written to disk before it is sent, one in flight
/// for each task, retried with growing delays, silent while the node is detached. Facts: agent.md 8. Thread-safe.
/// </summary>
public sealed class StatusUpdateManager : IDisposable
{
    private readonly ConcurrentDictionary<TaskKey, TaskUpdateStream> _streams = new();
    private readonly TimeProvider _time;
    private readonly IStatusUpdateSender _sender;
    private volatile bool _paused = true;
    private long _rejected;

    /// <summary>Begins paused.</summary>
    public StatusUpdateManager(TimeProvider time, IStatusUpdateSender sender, ILogger<StatusUpdateManager> logger)
    {
        _time = time;
        _sender = sender;
        Logger = logger;
    }

    internal ILogger Logger { get; }

    /// <summary>Updates that were refused because they were repeated or came after the end.</summary>
    public long RejectedCount => Interlocked.Read(ref _rejected);


    /// <summary>
    /// Makes a task known. Its updates go to <paramref name="logPath"/>, whose directory exists; null keeps them in
    /// memory only.
    /// </summary>
    public void Open(TaskKey key, string? logPath)
        => _streams.GetOrAdd(key, static (key, args) => new TaskUpdateStream(key, args.logPath, args.self, args.self._time),
            (logPath, self: this));

    /// <summary>Makes a task of an earlier process known, with the good records of its file.</summary>
    /// <returns>Whether its terminal update has been acknowledged, so that nothing is left to do.</returns>
    public bool Recover(TaskKey key, string logPath, IReadOnlyList<CheckpointRecord> records)
    {
        Open(key, logPath);
        var stream = _streams[key];
        stream.Replay(records);
        return stream.IsCompleted;
    }

    /// <summary>Takes an update with uuid, writes it and sends it as soon as it is its turn.</summary>
    /// <returns>False when the task is unknown or the update is repeated or comes after the end.</returns>
    public bool Update(TaskKey key, StatusUpdate update)
    {
        if (_streams.TryGetValue(key, out var stream) && stream.Add(update))
        {
            return true;
        }

        Interlocked.Increment(ref _rejected);
        StatusUpdateMessages.Rejected(Logger, key);
        return false;
    }

    /// <summary>Takes the acknowledgement of the update in flight; any other is ignored.</summary>
    public AcknowledgeOutcome Acknowledge(TaskKey key, ByteString uuid)
    {
        if (!_streams.TryGetValue(key, out var stream))
        {
            return AcknowledgeOutcome.Ignored;
        }

        var outcome = stream.Acknowledge(uuid);
        if (outcome == AcknowledgeOutcome.Completed)
        {
            Discard(key);
        }

        return outcome;
    }

    /// <summary>Whether the end of the task has been taken.</summary>
    public bool HasTerminal(TaskKey key) => _streams.TryGetValue(key, out var stream) && stream.HasTerminal;

    /// <summary>Writes a note into the task's file; the next process reads it.</summary>
    public void Note(TaskKey key, CheckpointRecord record)
    {
        if (_streams.TryGetValue(key, out var stream))
        {
            stream.Note(record);
        }
    }

    /// <summary>Nothing is sent until <see cref="Resume"/>; updates are taken and written as ever.</summary>
    public void Pause() => _paused = true;

    /// <summary>Sends the head of every stream at once and starts the retries anew.</summary>
    public void Resume()
    {
        _paused = false;
        foreach (var stream in _streams.Values)
        {
            stream.Resume();
        }
    }

    /// <summary>Forgets a task and its updates.</summary>
    public void Discard(TaskKey key)
    {
        if (_streams.TryRemove(key, out var stream))
        {
            stream.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var key in _streams.Keys)
        {
            Discard(key);
        }
    }

    internal bool TrySend(StatusUpdate update)
    {
        if (_paused)
        {
            return false;
        }

        _sender.Send(update);
        return true;
    }
}
