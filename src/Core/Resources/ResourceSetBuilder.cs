using System.Runtime.InteropServices;

namespace MesosOrleans.Core.Resources;

/// <summary>Merges records one by one.</summary>
internal sealed class ResourceSetBuilder(int capacity)
{
    private const int IndexLimit = 24;
    private readonly List<ResourceRecord> _items = new(capacity);
    private Dictionary<ResourceKey, int>? _index;

    public void Add(ResourceRecord record)
    {
        if (record.IsEmpty)
        {
            return;
        }

        var at = record.Key.IsDivisible || record.IsShared ? FindAddable(record) : -1;
        if (at >= 0)
        {
            _items[at] = _items[at].Merge(record);
            return;
        }

        _items.Add(record);
        _index?.TryAdd(record.Key, _items.Count - 1);
    }

    public ResourceSet ToSet() => ResourceSet.FromMerged([.. _items]);

    private int FindAddable(ResourceRecord record)
    {
        // Shared records of one key may differ in amount, so that the index is no help for them.
        if (_items.Count > IndexLimit && !record.IsShared)
        {
            return (_index ??= BuildIndex()).GetValueOrDefault(record.Key, -1);
        }

        var items = CollectionsMarshal.AsSpan(_items);
        for (var i = 0; i < items.Length; i++)
        {
            if (record.IsAddableTo(items[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<ResourceKey, int> BuildIndex()
    {
        var index = new Dictionary<ResourceKey, int>(_items.Count * 2);
        for (var i = 0; i < _items.Count; i++)
        {
            index.TryAdd(_items[i].Key, i);
        }

        return index;
    }
}
