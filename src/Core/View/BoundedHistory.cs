namespace MesosOrleans.Core.View;

/// <summary>Ids in the order in which they came, so many at most.</summary>
internal sealed class BoundedHistory(int max)
{
    private readonly Dictionary<string, LinkedListNode<string>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = [];

    /// <summary>Adds an id; one that is there keeps its place.</summary>
    /// <returns>The oldest id when it had to make room, else null.</returns>
    public string? Add(string id)
    {
        if (_nodes.ContainsKey(id))
        {
            return null;
        }

        _nodes.Add(id, _order.AddLast(id));
        if (_nodes.Count <= max)
        {
            return null;
        }

        var oldest = _order.First!.Value;
        Remove(oldest);
        return oldest;
    }

    /// <summary>Forgets an id.</summary>
    public void Remove(string id)
    {
        if (_nodes.Remove(id, out var node))
        {
            _order.Remove(node);
        }
    }
}
