namespace MesosOrleans.Core.Allocation.Sorters;

/// <summary>
/// A walk over the sorted clients of a sorter that allocates nothing and visits only what the caller asks for:
/// most walks end at the first client, so the order of the rest is never written out.
/// </summary>
public sealed class SorterWalk
{
    private readonly List<(SorterNode Node, int Next)> _stack = [];
    private int[] _list = [];
    private int _listCount = -1;
    private int _listNext;

    /// <summary>The handle of the next client, or -1 at the end.</summary>
    public int Next()
    {
        if (_listCount >= 0)
        {
            return _listNext < _listCount ? _list[_listNext++] : -1;
        }

        while (_stack.Count > 0)
        {
            var (node, next) = _stack[^1];
            if (next >= node.OrderedCount)
            {
                _stack.RemoveAt(_stack.Count - 1);
                continue;
            }

            _stack[^1] = (node, next + 1);
            var child = node.Ordered[next];
            if (child.IsLeaf)
            {
                return child.Client;
            }

            _stack.Add((child, 0));
        }

        return -1;
    }

    internal void Start(SorterNode root)
    {
        _listCount = -1;
        _stack.Clear();
        _stack.Add((root, 0));
    }

    internal int[] StartList(int count)
    {
        if (_list.Length < count)
        {
            _list = new int[Math.Max(count, _list.Length * 2)];
        }

        _listCount = count;
        _listNext = 0;
        return _list;
    }
}
