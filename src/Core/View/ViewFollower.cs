using Google.Protobuf;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>
/// Follows one shard. A page counts only as the answer to the present cursor: one that was lost is asked for again, one
/// that comes twice or late is ignored, so that nothing is missed and nothing is taken twice.
/// </summary>
public sealed class ViewFollower
{
    private readonly List<ViewPage> _pages = [];
    private int _reading;
    private bool _isReadingWhole;

    /// <summary>What to ask the shard with.</summary>
    public ViewCursor Cursor { get; private set; } = new();

    /// <summary>Takes a page in.</summary>
    /// <returns>What is to be applied; null while the shard has more, or when the page answers another question.</returns>
    public ViewBatch? Take(ViewPage page)
    {
        if (!page.Asked.Equals(Cursor))
        {
            return null;
        }

        if (page.Restart)
        {
            _pages.Clear();
            _reading++;
            _isReadingWhole = true;
        }

        _pages.Add(page);
        Cursor = page.Next;
        if (!page.CaughtUp)
        {
            return null;
        }

        var batch = Merge(_isReadingWhole && page.Complete, page.Complete);
        _pages.Clear();
        _isReadingWhole &= !batch.IsWhole;
        return batch;
    }

    // Between two pages a thing may have changed again: the later page counts.
    private ViewBatch Merge(bool isWhole, bool isComplete)
    {
        if (_pages.Count == 1)
        {
            return Batch(_pages[0].Agents, _pages[0].Frameworks, _pages[0].Tasks, _pages[0].Removals, isWhole, isComplete);
        }

        var newest = new OrderedDictionary<ViewKey, IMessage>();
        foreach (var page in _pages)
        {
            AddAll(newest, page.Agents, ViewKey.Of);
            AddAll(newest, page.Frameworks, ViewKey.Of);
            AddAll(newest, page.Tasks, ViewKey.Of);
            AddAll(newest, page.Removals, ViewKey.Of);
        }

        return Batch(
            [.. newest.Values.OfType<ViewAgent>()],
            [.. newest.Values.OfType<GetFrameworks.Types.Framework>()],
            [.. newest.Values.OfType<Protocol.V1.Task>()],
            [.. newest.Values.OfType<ViewRemoval>()],
            isWhole,
            isComplete);
    }

    private static void AddAll<T>(OrderedDictionary<ViewKey, IMessage> newest, IEnumerable<T> messages, Func<T, ViewKey> key)
        where T : IMessage
    {
        foreach (var message in messages)
        {
            newest[key(message)] = message;
        }
    }

    private ViewBatch Batch(
        IReadOnlyList<ViewAgent> agents,
        IReadOnlyList<GetFrameworks.Types.Framework> frameworks,
        IReadOnlyList<Protocol.V1.Task> tasks,
        IReadOnlyList<ViewRemoval> removals,
        bool isWhole,
        bool isComplete) => new()
        {
            Agents = agents,
            Frameworks = frameworks,
            Tasks = tasks,
            Removals = removals,
            Reading = _reading,
            IsWhole = isWhole,
            IsComplete = isComplete,
        };
}
