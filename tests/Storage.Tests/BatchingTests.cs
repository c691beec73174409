using MesosOrleans.Storage.GroupCommit;
using MesosOrleans.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace MesosOrleans.Storage.Tests;

/// <summary>Queues, batches, deadlines, with a back end that stands still on command.</summary>
public sealed class BatchingTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly GatedBackend _backend = new();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task What_queues_during_a_commit_is_the_next_batch()
    {
        await using var storage = Open(new GroupCommitLimits { BatchLengthMax = 4 });
        var first = Write(storage, "first");
        await Eventually.TrueAsync(() => _backend.Batches.Count == 1, "the first batch runs");
        var others = Enumerable.Range(0, 10).Select(i => Write(storage, $"{i}")).ToArray();
        _backend.Release(100);
        await Task.WhenAll([first, .. others]);
        Assert.Equal([1, 4, 4, 2], _backend.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Two_writes_of_one_key_never_share_a_batch_and_keep_their_order()
    {
        await using var storage = Open(new GroupCommitLimits());
        var first = Write(storage, "first");
        await Eventually.TrueAsync(() => _backend.Batches.Count == 1, "the first batch runs");
        var texts = new[] { "a", "b", "c" };
        var writes = texts.SelectMany(text => new[] { Write(storage, "same", text), Write(storage, "x" + text) }).ToArray();
        _backend.Release(100);
        await Task.WhenAll([first, .. writes]);
        Assert.Equal([1, 4, 1, 1], _backend.Batches.Select(batch => batch.Length));
        var cell = new GrainCell(storage, GrainId.Create("sample", "same"));
        await cell.ReadAsync();
        Assert.Equal("c", cell.Text);
    }

    [Fact]
    public async Task A_batch_is_bounded_in_bytes()
    {
        await using var storage = Open(new GroupCommitLimits { BatchBytesMax = 10_000 });
        var first = Write(storage, "first");
        await Eventually.TrueAsync(() => _backend.Batches.Count == 1, "the first batch runs");
        var others = Enumerable.Range(0, 6).Select(i => Write(storage, $"{i}", "large", 4_000)).ToArray();
        var huge = Write(storage, "huge", "huge", 50_000);
        _backend.Release(100);
        await Task.WhenAll([first, huge, .. others]);
        Assert.Equal([1, 2, 2, 2, 1], _backend.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task A_full_queue_pushes_back_and_what_is_too_late_was_not_written()
    {
        await using var storage = Open(new GroupCommitLimits
        {
            QueueLengthMax = 2,
            BatchLengthMax = 1,
            OperationTimeout = TimeSpan.FromMilliseconds(300),
        });
        var running = Write(storage, "running");
        await Eventually.TrueAsync(() => _backend.Batches.Count == 1, "the first batch runs");
        var waiting = Enumerable.Range(0, 5).Select(i => Write(storage, $"{i}")).ToArray();
        foreach (var write in waiting)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
        }

        // The database may have seen this one.
        await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => running);
        _backend.Release(100);
        await Eventually.TrueAsync(() => !_backend.Rows.IsEmpty, "the first batch ends");
        await Write(storage, "later");
        Assert.Equal(2, _backend.Rows.Count);
    }

    [Fact]
    public async Task A_close_finishes_what_waits_and_refuses_what_comes()
    {
        var storage = Open(new GroupCommitLimits { BatchLengthMax = 2 });
        var writes = Enumerable.Range(0, 9).Select(i => Write(storage, $"{i}")).ToArray();
        var closing = storage.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Write(storage, "late"));
        Assert.False(_backend.Closed);
        _backend.Release(100);
        await closing;
        await Task.WhenAll(writes);
        Assert.True(_backend.Closed);
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task An_unforeseen_failure_leaves_the_outcome_open_and_the_lane_alive()
    {
        await using var storage = Open(new GroupCommitLimits());
        _backend.Release(100);
        _backend.Failure = new InvalidOperationException("strange");
        await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => Write(storage, "one"));
        _backend.Failure = null;
        await Write(storage, "two");
    }

    [Fact]
    public async Task A_payload_that_is_too_large_is_refused_before_it_queues()
    {
        await using var storage = Open(new GroupCommitLimits { PayloadBytesMax = 1_000 });
        await Assert.ThrowsAsync<ArgumentException>(() => Write(storage, "one", "x", 2_000));
        Assert.Empty(_backend.Batches);
    }

    [Fact]
    public async Task A_clear_without_a_version_wants_no_row()
    {
        await using var storage = Open(new GroupCommitLimits());
        _backend.Release(100);
        var cell = new GrainCell(storage, GrainId.Create("sample", "one"));
        await cell.ClearAsync();
        await cell.WriteAsync("there");
        await Assert.ThrowsAsync<InconsistentStateException>(cell.Again().ClearAsync);
        cell.State.ETag = "not a version";
        await Assert.ThrowsAsync<InconsistentStateException>(() => cell.WriteAsync("x"));
    }

    private static Task Write(IGrainStorage storage, string key, string text = "text", int bytes = 0) =>
        new GrainCell(storage, GrainId.Create("sample", key)).WriteAsync(text, new byte[bytes]);

    private GroupCommitGrainStorage Open(GroupCommitLimits limits) => new(
        _backend,
        limits,
        new OrleansGrainStorageSerializer(_services.GetRequiredService<Serializer>()),
        _services.GetRequiredService<IActivatorProvider>(),
        TimeProvider.System,
        NullLogger<GroupCommitGrainStorage>.Instance);
}
