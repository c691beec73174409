using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Protocol.View;
using MesosOrleans.Silo.Api.V1.Operator.Events;

namespace MesosOrleans.Silo.Api.View;

/// <summary>This silo's copy of the read model: kept up by <see cref="ViewPump"/>, read by all listings and streams.</summary>
internal sealed class ViewFeed(EventHub hub)
{
    private readonly Lock _gate = new();
    private readonly ViewReplica _replica = new(ViewShards.Count);
    private readonly ViewFollower[] _followers = [.. Enumerable.Range(0, ViewShards.Count).Select(_ => new ViewFollower())];
    private readonly ViewCursor[] _reached = [.. Enumerable.Range(0, ViewShards.Count).Select(_ => new ViewCursor())];
    private readonly List<Event> _events = [];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>True while a listing waits for the copy to move on.</summary>
    public bool IsAwaited => Volatile.Read(ref _waiting) > 0;

    /// <summary>What to ask a shard with.</summary>
    public ViewCursor CursorOf(int shard)
    {
        lock (_gate)
        {
            return _followers[shard].Cursor;
        }
    }

    /// <summary>Takes an answer of a shard in.</summary>
    public void Take(int shard, ViewPage page)
    {
        lock (_gate)
        {
            if (_followers[shard].Take(page) is not { } batch)
            {
                return;
            }

            var wanted = hub.HasSubscribers;
            _replica.Apply(shard, batch, wanted ? _events : null);
            if (wanted)
            {
                hub.Publish(_events);
                _events.Clear();
            }

            _reached[shard] = page.Next;
            _moved.TrySetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The cluster as this silo knows it.</summary>
    public ClusterView View()
    {
        lock (_gate)
        {
            return _replica.Freeze();
        }
    }

    /// <summary>Adds a subscriber that hears of everything that the view does not show yet.</summary>
    public ClusterView Subscribe(OperatorSubscriber subscriber)
    {
        lock (_gate)
        {
            hub.Add(subscriber);
            return _replica.Freeze();
        }
    }

    /// <summary>Waits until the copy is complete and has come as far as the shards had, and shows some tasks.</summary>
    /// <exception cref="OperationCanceledException">It did not within the time given.</exception>
    public async Task Reach(
        IReadOnlyList<ViewCursor> cursors,
        IReadOnlyList<(string FrameworkId, string TaskId)> tasks,
        CancellationToken cancellation)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            while (Missing(cursors, tasks) is { } moved)
            {
                await moved.WaitAsync(cancellation);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // Null when nothing is missing, else what ends when the copy has moved on.
    private Task? Missing(
        IReadOnlyList<ViewCursor> cursors, IReadOnlyList<(string FrameworkId, string TaskId)> tasks)
    {
        lock (_gate)
        {
            var reached = _replica.IsComplete;
            for (var shard = 0; reached && shard < cursors.Count; shard++)
            {
                reached = _reached[shard].Incarnation == cursors[shard].Incarnation
                    && _reached[shard].Version >= cursors[shard].Version;
            }

            for (var i = 0; reached && i < tasks.Count; i++)
            {
                reached = _replica.HasTask(tasks[i].FrameworkId, tasks[i].TaskId);
            }

            return reached ? null : _moved.Task;
        }
    }
}
