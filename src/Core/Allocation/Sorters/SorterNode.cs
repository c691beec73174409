namespace MesosOrleans.Core.Allocation.Sorters;

/// <summary>
/// A node of a sorter's tree. A leaf is a client; an internal node is a prefix of clients. A client that also has
/// descendants is an internal node with a virtual leaf named <c>.</c> that carries the client's own state.
/// </summary>
internal sealed class SorterNode(string name, string path, SorterNode? parent)
{
    /// <summary>The name of virtual leaves.</summary>
    public const string VirtualLeaf = ".";

    /// <summary>Marks a node that is no client.</summary>
    public const int NoClient = -1;

    public string Name { get; } = name;

    public string Path { get; } = path;

    public SorterNode? Parent { get; } = parent;

    /// <summary>Handle of the client a leaf stands for.</summary>
    public int Client { get; set; } = NoClient;

    public bool IsLeaf => Client != NoClient;

    public bool IsVirtual => Name == VirtualLeaf;

    /// <summary>Meaningful for leaves only.</summary>
    public bool IsActive { get; set; }

    public double Weight { get; set; } = 1.0;

    /// <summary>Weighted dominant share as of the last time the siblings were put in order.</summary>
    public double Share { get; set; }

    /// <summary>How often something was allocated here or below. Never falls.</summary>
    public long Count { get; set; }

    public ChargeAccount Account { get; } = new();

    /// <summary>Active leaves and internal nodes, in order unless <see cref="IsDisordered"/>.</summary>
    public SorterNode[] Ordered { get; private set; } = [];

    public int OrderedCount { get; set; }

    public bool IsDisordered { get; set; }

    /// <summary>True while the node waits in the sorter's list of parents to sort.</summary>
    public bool IsListed { get; set; }

    public Dictionary<string, SorterNode> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>True when the node belongs in its parent's <see cref="Ordered"/>.</summary>
    public bool TakesPart => !IsLeaf || IsActive;

    public void AppendOrdered(SorterNode child)
    {
        if (OrderedCount == Ordered.Length)
        {
            var larger = new SorterNode[Math.Max(4, OrderedCount * 2)];
            Array.Copy(Ordered, larger, OrderedCount);
            Ordered = larger;
        }

        Ordered[OrderedCount++] = child;
    }

    public void RemoveOrdered(SorterNode child)
    {
        var index = Array.IndexOf(Ordered, child, 0, OrderedCount);
        if (index < 0)
        {
            return;
        }

        OrderedCount--;
        Array.Copy(Ordered, index + 1, Ordered, index, OrderedCount - index);
        Ordered[OrderedCount] = null!;
    }
}
