using Google.Protobuf;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>
/// Operations whose outcome a scheduler wants to hear of and has not acknowledged: told again after 10 seconds, then
/// after twice as long each time, up to 10 minutes (http-api.md 5.7). Bounded.
/// </summary>
public sealed class OperationLog
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private readonly Dictionary<ByteString, Entry> _entries = [];
    private readonly int _max;

    /// <summary>Creates an empty log.</summary>
    /// <param name="max">Most operations kept.</param>
    public OperationLog(int max) => _max = max;

    /// <summary>How many more operations can be kept.</summary>
    public int Slots => Math.Max(0, _max - _entries.Count);

    /// <summary>True when no operation waits to be acknowledged.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>The operations.</summary>
    public IEnumerable<Operation> Operations => _entries.Values.Select(entry => entry.Operation);

    /// <summary>Keeps an operation whose outcome is told now.</summary>
    /// <param name="operation">The operation; its newest status has a uuid.</param>
    /// <param name="now">The time of telling.</param>
    public void Add(Operation operation, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _entries[operation.LatestStatus.Uuid.Value] = new Entry(operation, now + FirstPause, FirstPause);
    }

    /// <summary>Keeps an operation that was told some time ago: it is due at once.</summary>
    public void Restore(Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _entries[operation.LatestStatus.Uuid.Value] = new Entry(operation, DateTimeOffset.MinValue, FirstPause);
    }

    /// <summary>Operations of a framework.</summary>
    public IEnumerable<Operation> Of(string frameworkId) =>
        Operations.Where(operation => operation.FrameworkId.Value == frameworkId);

    /// <summary>Operations whose outcome is to be told again now; the next pause begins.</summary>
    public IReadOnlyList<Operation> TakeDue(DateTimeOffset now)
    {
        List<Operation>? due = null;
        foreach (var (uuid, entry) in _entries.ToList())
        {
            if (entry.Due <= now)
            {
                (due ??= []).Add(entry.Operation);
                var pause = entry.Due == DateTimeOffset.MinValue ? FirstPause : Longer(entry.Pause);
                _entries[uuid] = entry with { Due = now + pause, Pause = pause };
            }
        }

        return due ?? [];
    }

    /// <summary>Forgets an operation that its scheduler has acknowledged.</summary>
    /// <returns>False when there is no such operation, or not with this outcome.</returns>
    public bool Acknowledge(string frameworkId, string operationId, ByteString uuid)
    {
        ArgumentNullException.ThrowIfNull(uuid);
        return _entries.TryGetValue(uuid, out var entry)
            && entry.Operation.FrameworkId.Value == frameworkId
            && entry.Operation.Info.Id.Value == operationId
            && _entries.Remove(uuid);
    }

    /// <summary>Forgets the operations of a framework that was removed.</summary>
    /// <returns>True when there were some.</returns>
    public bool RemoveFramework(string frameworkId)
    {
        var removed = false;
        foreach (var operation in Of(frameworkId).ToList())
        {
            removed |= _entries.Remove(operation.LatestStatus.Uuid.Value);
        }

        return removed;
    }

    /// <summary>Forgets everything: the agent is gone.</summary>
    public void Clear() => _entries.Clear();

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private sealed record Entry(Operation Operation, DateTimeOffset Due, TimeSpan Pause);
}
