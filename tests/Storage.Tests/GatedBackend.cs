using System.Collections.Concurrent;
using MesosOrleans.Storage.GroupCommit;

namespace MesosOrleans.Storage.Tests;

/// <summary>A back end that holds each batch until the test lets it go.</summary>
internal sealed class GatedBackend : IGroupCommitBackend
{
    private readonly SemaphoreSlim _gate = new(0);
    private long _version;

    public ConcurrentQueue<RowWrite[]> Batches { get; } = new();

    public ConcurrentDictionary<RowKey, StoredRow> Rows { get; } = new();

    public Exception? Failure { get; set; }

    public bool Closed { get; private set; }

    public string Name => "gated";

    public void Release(int batches) => _gate.Release(batches);

    public async Task CommitAsync(IReadOnlyList<RowWrite> writes, long[] versions, CancellationToken cancellationToken)
    {
        Batches.Enqueue([.. writes]);
        await _gate.WaitAsync(cancellationToken);
        if (Failure is { } failure)
        {
            throw failure;
        }

        for (var i = 0; i < writes.Count; i++)
        {
            versions[i] = ++_version;
            Rows[writes[i].Key] = new StoredRow(versions[i], writes[i].Payload ?? []);
        }
    }

    public Task ReadAsync(IReadOnlyList<RowKey> keys, StoredRow?[] rows, CancellationToken cancellationToken)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            rows[i] = Rows.GetValueOrDefault(keys[i]);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Closed = true;
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }
}
