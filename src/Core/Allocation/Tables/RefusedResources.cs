using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>Refused resources by number; equal ones share a number and are kept while some filter needs them.</summary>
internal sealed class RefusedResources
{
    private readonly Dictionary<ResourceSet, int> _numbers = [];
    private readonly List<(ResourceView? View, int Users)> _entries = [];
    private readonly Stack<int> _free = new();

    public ResourceView this[int number] => _entries[number].View!;

    public int Acquire(ResourceView refused)
    {
        if (_numbers.TryGetValue(refused.Set, out var number))
        {
            _entries[number] = (_entries[number].View, _entries[number].Users + 1);
            return number;
        }

        if (!_free.TryPop(out number))
        {
            number = _entries.Count;
            _entries.Add(default);
        }

        _entries[number] = (refused, 1);
        _numbers.Add(refused.Set, number);
        return number;
    }

    public void Release(int number)
    {
        var (view, users) = _entries[number];
        if (users > 1)
        {
            _entries[number] = (view, users - 1);
            return;
        }

        _numbers.Remove(view!.Set);
        _entries[number] = default;
        _free.Push(number);
    }
}
