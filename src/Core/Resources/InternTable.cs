using System.Collections.Concurrent;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Makes equal immutable values one object, so that comparing them is mostly comparing references. Bounded: a full
/// table is emptied, which costs speed for a moment and never correctness, because equality is by value as well.
/// </summary>
internal sealed class InternTable<T>(int capacity)
    where T : class
{
    private readonly ConcurrentDictionary<T, T> _values = new();
    private int _count;

    public T Intern(T value)
    {
        if (_values.TryGetValue(value, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _count) > capacity)
        {
            _values.Clear();
            Volatile.Write(ref _count, 1);
        }

        return _values.GetOrAdd(value, value);
    }
}
