namespace MesosOrleans.Core.Resources;

/// <summary>Walks over quantities in the order of their names, without allocating.</summary>
public struct QuantityEnumerator
{
    private readonly ScalarSlots _slots;
    private int _slot;
    private int _other;
    private ResourceQuantity _current;

    internal QuantityEnumerator(in ScalarSlots slots) => _slots = slots;

    /// <summary>The quantity at hand.</summary>
    public readonly ResourceQuantity Current => _current;

    /// <summary>Goes to the next.</summary>
    public bool MoveNext() => _slots.TryMove(ref _slot, ref _other, out _current);
}
