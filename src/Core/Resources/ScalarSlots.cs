using System.Runtime.CompilerServices;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Amounts by name, sorted by name. The usual names have fixed places; all others share a sorted array that is
/// replaced, never written to, so that a copy of the struct is a copy of the value.
/// </summary>
internal struct ScalarSlots
{
    private const int SlotCount = 5;
    private static readonly string[] SlotNames =
        [ResourceNames.Cpus, ResourceNames.Disk, ResourceNames.Gpus, ResourceNames.Mem, ResourceNames.Ports];

    private Amounts _slots;
    private byte _present;
    private ResourceQuantity[]? _others;

    public readonly int Count => System.Numerics.BitOperations.PopCount(_present) + (_others?.Length ?? 0);

    public readonly bool TryGet(string name, out long milli)
    {
        var slot = SlotOf(name);
        if (slot >= 0)
        {
            milli = _slots[slot];
            return IsPresent(slot);
        }

        var at = Find(name);
        milli = at >= 0 ? _others![at].Milli : 0;
        return at >= 0;
    }

    public void Set(string name, long milli)
    {
        var slot = SlotOf(name);
        if (slot >= 0)
        {
            _slots[slot] = milli;
            _present |= (byte)(1 << slot);
            return;
        }

        var at = Find(name);
        var entry = new ResourceQuantity(name, milli);
        if (at >= 0)
        {
            _others = [.. _others!];
            _others[at] = entry;
            return;
        }

        var others = _others ?? [];
        _others = [.. others.AsSpan(0, ~at), entry, .. others.AsSpan(~at)];
    }

    public void Remove(string name)
    {
        var slot = SlotOf(name);
        if (slot >= 0)
        {
            _slots[slot] = 0;
            _present &= (byte)~(1 << slot);
            return;
        }

        var at = Find(name);
        if (at >= 0)
        {
            ResourceQuantity[] rest = [.. _others.AsSpan(0, at), .. _others.AsSpan(at + 1)];
            _others = rest.Length == 0 ? null : rest;
        }
    }

    public void Add(string name, long milli)
    {
        TryGet(name, out var old);
        Set(name, FixedPoint.Add(old, milli));
    }

    public readonly bool SameAs(in ScalarSlots other)
    {
        if (_present != other._present || !_others.AsSpan().SequenceEqual(other._others))
        {
            return false;
        }

        for (var i = 0; i < SlotCount; i++)
        {
            if (_slots[i] != other._slots[i])
            {
                return false;
            }
        }

        return true;
    }

    public readonly int Hash()
    {
        var hash = new HashCode();
        for (var i = 0; i < SlotCount; i++)
        {
            hash.Add(_slots[i]);
        }

        hash.Add(_present);
        foreach (var other in _others.AsSpan())
        {
            hash.Add(other);
        }

        return hash.ToHashCode();
    }

    public readonly string Print() => Count == 0 ? "{}" : string.Join("; ", ToArray());

    public readonly ResourceQuantity[] ToArray()
    {
        var result = new ResourceQuantity[Count];
        var next = 0;
        foreach (var quantity in this)
        {
            result[next++] = quantity;
        }

        return result;
    }

    public readonly QuantityEnumerator GetEnumerator() => new(this);

    internal readonly bool TryMove(ref int slot, ref int other, out ResourceQuantity current)
    {
        while (slot < SlotCount && !IsPresent(slot))
        {
            slot++;
        }

        var others = _others.AsSpan();
        if (other < others.Length
            && (slot >= SlotCount || string.CompareOrdinal(others[other].Name, SlotNames[slot]) < 0))
        {
            current = others[other++];
            return true;
        }

        current = slot < SlotCount ? new ResourceQuantity(SlotNames[slot], _slots[slot]) : default;
        return slot++ < SlotCount;
    }

    private static int SlotOf(string name) => name switch
    {
        ResourceNames.Cpus => 0,
        ResourceNames.Disk => 1,
        ResourceNames.Gpus => 2,
        ResourceNames.Mem => 3,
        ResourceNames.Ports => 4,
        _ => -1,
    };

    private readonly bool IsPresent(int slot) => (_present & (1 << slot)) != 0;

    // The position of a name among the others, or the complement of where it belongs.
    private readonly int Find(string name)
    {
        var (low, high) = (0, (_others?.Length ?? 0) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(_others![middle].Name, name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    [InlineArray(SlotCount)]
    private struct Amounts
    {
        private long _first;
    }
}
