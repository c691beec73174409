using System.Runtime.InteropServices;

namespace MesosOrleans.Core.Allocation;

/// <summary>
/// What a collection of resources weighs in accounting: scalar amounts by name, and copies of shared volumes apart,
/// because those are charged once per node and agent. Reusable scratch memory.
/// </summary>
public sealed class ResourceCharge
{
    private readonly List<SharedCopy> _shared = [];

    /// <summary>Amounts of everything that is not shared, in thousandths by scalar name index.</summary>
    public ScalarVector Scalars { get; } = new();

    /// <summary>Copies of shared volumes.</summary>
    public ReadOnlySpan<SharedCopy> Shared => CollectionsMarshal.AsSpan(_shared);

    /// <summary>True when nothing at all is charged.</summary>
    public bool IsEmpty => _shared.Count == 0 && Scalars.IsZero;

    /// <summary>Adds an amount of a name.</summary>
    /// <param name="name">Scalar name index.</param>
    /// <param name="amount">Thousandths.</param>
    public void Add(int name, long amount) => Scalars.Ref(name) += amount;

    /// <summary>Adds copies of a shared volume.</summary>
    public void AddShared(SharedCopy copy) => _shared.Add(copy);

    /// <summary>Empties the charge for its next use.</summary>
    public void Clear()
    {
        Scalars.Clear();
        _shared.Clear();
    }
}
