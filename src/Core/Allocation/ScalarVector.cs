using System.Runtime.InteropServices;

namespace MesosOrleans.Core.Allocation;

/// <summary>
/// Amounts by scalar name index, in thousandths (fixed point with three decimals). A name beyond the length counts as 0.
/// Mutable, because the allocator adds and subtracts in its innermost loop.
/// </summary>
public sealed class ScalarVector
{
    private long[] _amounts = new long[4];

    /// <summary>Rises with every change; readers that cache a derived value compare it.</summary>
    public long Version { get; private set; }

    /// <summary>The amounts in thousandths; positions never written to are 0.</summary>
    public ReadOnlySpan<long> Amounts => _amounts;

    /// <summary>The amount of one name in thousandths.</summary>
    public long this[int name]
    {
        get => name < _amounts.Length ? _amounts[name] : 0;
        set
        {
            Reserve(name + 1);
            _amounts[name] = value;
            Version++;
        }
    }

    /// <summary>True when every amount is zero.</summary>
    public bool IsZero => !_amounts.AsSpan().ContainsAnyExcept(0L);

    /// <summary>Adds name by name; a negative <paramref name="sign"/> subtracts.</summary>
    public void Add(ReadOnlySpan<long> amounts, int sign = 1)
    {
        Reserve(amounts.Length);
        for (var i = 0; i < amounts.Length; i++)
        {
            _amounts[i] += sign * amounts[i];
        }

        Version++;
    }

    /// <summary>Subtracts name by name and stops at zero.</summary>
    public void SubtractFloored(ReadOnlySpan<long> amounts)
    {
        Reserve(amounts.Length);
        for (var i = 0; i < amounts.Length; i++)
        {
            _amounts[i] = Math.Max(0, _amounts[i] - amounts[i]);
        }

        Version++;
    }

    /// <summary>Sets everything to zero.</summary>
    public void Clear()
    {
        Array.Clear(_amounts);
        Version++;
    }

    /// <summary>Takes over the amounts of another vector.</summary>
    public void CopyFrom(ReadOnlySpan<long> amounts)
    {
        Clear();
        Add(amounts);
    }

    internal ref long Ref(int name)
    {
        Reserve(name + 1);
        Version++;
        return ref MemoryMarshal.GetReference(_amounts.AsSpan(name));
    }

    private void Reserve(int length)
    {
        if (_amounts.Length < length)
        {
            Array.Resize(ref _amounts, Math.Max(length, _amounts.Length * 2));
        }
    }
}
