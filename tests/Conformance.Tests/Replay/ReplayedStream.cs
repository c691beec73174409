using System.Text.Json;
using System.Threading.Channels;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>A recorded stream and the live one that must say the same.</summary>
internal sealed class ReplayedStream(RecordedExchange recorded, EventStream live, int recordedPort, int livePort) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<StreamItem> _waiting = [];
    private Task _pump = Task.CompletedTask;
    private bool _hasBeaten;

    /// <summary>The recording.</summary>
    public RecordedExchange Recorded => recorded;

    /// <summary>The live stream.</summary>
    public EventStream Live => live;

    /// <summary>Id of the subscribed framework, once SUBSCRIBED was heard.</summary>
    public string FrameworkId { get; private set; } = "";

    /// <summary>Starts to listen.</summary>
    /// <param name="onUpdate">Told of every update that must be acknowledged.</param>
    public void Listen(Func<JsonElement, Task> onUpdate) => _pump = Pump(onUpdate);

    /// <summary>Waits for what must come, in the order of each channel.</summary>
    /// <param name="items">Items of the recording that follow each other.</param>
    /// <param name="ids">Ids known so far; learns.</param>
    /// <param name="patience">How long to wait for all of it.</param>
    public async Task<IReadOnlyList<Diff>> Hear(IEnumerable<StreamItem> items, IdMap ids, TimeSpan patience)
    {
        var diffs = new List<Diff>();
        var start = TimeProvider.System.GetTimestamp();
        foreach (var item in items)
        {
            while (!TryTake(item, ids, last: false, diffs))
            {
                if (TimeProvider.System.GetElapsedTime(start) > patience || _pump.IsCompleted)
                {
                    TryTake(item, ids, last: true, diffs);
                    break;
                }

                await Task.Delay(5);
            }
        }

        return diffs;
    }

    /// <summary>Waits for the next item of a kind and learns its id, whatever else it says.</summary>
    public async Task<JsonElement> TakeId(StreamItem item, IdMap ids, TimeSpan patience)
    {
        StreamItem? taken = null;
        await Eventually.TrueAsync(() => (taken = TakeFirst(item.Kind)) is not null, $"{item.Kind} comes", patience);
        if (item.Json.TryGetProperty("id", out var id))
        {
            ids.Add(id.GetProperty("value").GetString()!, taken!.Json.GetProperty("id").GetProperty("value").GetString()!);
        }

        return taken!.Json;
    }

    /// <summary>What came and was not expected.</summary>
    public IReadOnlyList<Diff> Rest()
    {
        lock (_gate)
        {
            return [.. _waiting.Select(item => new Diff($"event {item.Kind}", "(absent)", item.Json.GetRawText()))];
        }
    }

    /// <summary>Waits until the live stream has ended as a body ends.</summary>
    public async Task<IReadOnlyList<Diff>> End(TimeSpan patience)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (live.EndedInOrder is null && TimeProvider.System.GetElapsedTime(start) < patience)
        {
            await Task.Delay(5);
        }

        return live.EndedInOrder == true ? [] : [new Diff("end", "the end of the body", live.EndedInOrder is null ? "open" : "cut")];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await live.DisposeAsync();
        await _pump;
    }

    private async Task Pump(Func<JsonElement, Task> onUpdate)
    {
        try
        {
            await foreach (var record in live.Records.ReadAllAsync())
            {
                await Take(JsonDocument.Parse(record).RootElement, onUpdate);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or ChannelClosedException)
        {
            // Closed by us.
        }
    }

    private async Task Take(JsonElement happened, Func<JsonElement, Task> onUpdate)
    {
        var kind = happened.GetProperty("type").GetString();
        if (kind == "SUBSCRIBED" && happened.GetProperty("subscribed").TryGetProperty("framework_id", out var id))
        {
            FrameworkId = id.GetProperty("value").GetString()!;
        }

        if (kind == "HEARTBEAT" && _hasBeaten)
        {
            return;
        }

        _hasBeaten |= kind == "HEARTBEAT";
        lock (_gate)
        {
            _waiting.AddRange(StreamItem.Of(happened));
        }

        if (kind == "UPDATE" && happened.GetProperty("update").GetProperty("status").TryGetProperty("uuid", out _))
        {
            await onUpdate(happened.GetProperty("update").GetProperty("status"));
        }
    }

    private StreamItem? TakeFirst(string kind)
    {
        lock (_gate)
        {
            var first = _waiting.FirstOrDefault(waiting => waiting.Kind == kind);
            return first is not null && _waiting.Remove(first) ? first : null;
        }
    }

    // Offers that are ready together may come in any order, and so may frameworks of which one goes while the other
    // comes: the first that is the same is taken.
    private bool TryTake(StreamItem item, IdMap ids, bool last, List<Diff> diffs)
    {
        lock (_gate)
        {
            var candidates = _waiting.Where(waiting => waiting.Channel == item.Channel).ToList();
            if (item.Channel is not (StreamItem.Offers or StreamItem.Frameworks))
            {
                candidates = [.. candidates.Take(1)];
            }

            var same = candidates.FirstOrDefault(candidate =>
                candidate.Kind == item.Kind && Outcome.Unlisted(recorded.Name, Compare(item, candidate, ids.Copy())).Count == 0);
            var taken = same ?? (last ? candidates.FirstOrDefault(candidate => candidate.Kind == item.Kind) : null);
            if (taken is not null)
            {
                _waiting.Remove(taken);
                diffs.AddRange(Compare(item, taken, ids));
            }
            else if (last)
            {
                diffs.Add(new Diff($"event {item.Kind}", ids.Translate(item.Json.GetRawText()), candidates.Count == 0 ? "(absent)" : candidates[0].Json.GetRawText()));
            }

            return taken is not null;
        }
    }

    private IReadOnlyList<Diff> Compare(StreamItem item, StreamItem candidate, IdMap ids) =>
        [.. JsonComparer.Compare(item.Json, candidate.Json, ids, recordedPort, livePort)
            .Select(diff => diff with { Path = $"{item.Kind} {diff.Path}" })];
}
