namespace MesosOrleans.Core.Allocation.Sorters;

/// <summary>
/// Hierarchical weighted dominant resource fairness. Siblings stand in ascending order of weighted dominant share,
/// then of allocation count, then of name; a walk goes down into a parent at the parent's own place.
/// An allocation moves one node per level; anything else marks only the siblings it touched for a new sort.
/// </summary>
public sealed class DrfSorter : Sorter
{
    private readonly ScalarVector _clusterTotal;
    private readonly bool[] _excluded;
    private readonly List<SorterNode> _disordered = [];
    private long _sortedAtVersion = -1;

    /// <summary>Makes an empty sorter.</summary>
    /// <param name="clusterTotal">
    /// Scalar totals of all agents of the cluster, shared by every sorter and changed by its owner; the sorter notices.
    /// </param>
    /// <param name="excludedNames">Scalar name indexes that play no part in fairness.</param>
    public DrfSorter(ScalarVector clusterTotal, params ReadOnlySpan<int> excludedNames)
    {
        _clusterTotal = clusterTotal;
        var highest = -1;
        foreach (var name in excludedNames)
        {
            highest = Math.Max(highest, name);
        }

        _excluded = new bool[highest + 1];
        foreach (var name in excludedNames)
        {
            _excluded[name] = true;
        }
    }

    /// <inheritdoc/>
    public override void Allocated(int client, int agent, ResourceCharge charge)
    {
        var inOrder = _sortedAtVersion == _clusterTotal.Version;
        for (var node = Leaf(client); node is not null; node = node.Parent)
        {
            node.Account.Add(agent, charge);
            if (node.Parent is not { } parent)
            {
                node.Count++;
            }
            else if (inOrder && !parent.IsDisordered && node.TakesPart)
            {
                Move(parent, node);
            }
            else
            {
                node.Count++;
                MarkDisordered(parent);
            }
        }
    }

    /// <inheritdoc/>
    public override double Share(string path) => NodeAt(path) is { } node ? ShareOf(node) : 0;

    /// <inheritdoc/>
    public override void Sort(SorterWalk walk)
    {
        if (_sortedAtVersion != _clusterTotal.Version)
        {
            SortSubtree(Root);
            _sortedAtVersion = _clusterTotal.Version;
        }
        else
        {
            foreach (var parent in _disordered)
            {
                SortChildren(parent);
            }
        }

        foreach (var parent in _disordered)
        {
            parent.IsListed = false;
        }

        _disordered.Clear();
        walk.Start(Root);
    }

    private protected override void MarkDisordered(SorterNode? parent)
    {
        if (parent is not null)
        {
            parent.IsDisordered = true;
            // While the cluster total has moved on, the next sort visits every node anyway.
            if (_sortedAtVersion == _clusterTotal.Version && !parent.IsListed)
            {
                parent.IsListed = true;
                _disordered.Add(parent);
            }
        }
    }

    private double ShareOf(SorterNode node)
    {
        var held = node.Account.Totals.Amounts;
        var total = _clusterTotal.Amounts;
        var names = Math.Min(held.Length, total.Length);
        var share = 0.0;
        for (var name = 0; name < names; name++)
        {
            if (total[name] > 0 && held[name] > 0 && (name >= _excluded.Length || !_excluded[name]))
            {
                share = Math.Max(share, (double)held[name] / total[name]);
            }
        }

        return share / node.Weight;
    }

    private void SortSubtree(SorterNode node)
    {
        SortChildren(node);
        for (var i = 0; i < node.OrderedCount; i++)
        {
            if (!node.Ordered[i].IsLeaf)
            {
                SortSubtree(node.Ordered[i]);
            }
        }
    }

    private void SortChildren(SorterNode parent)
    {
        parent.IsDisordered = false;
        var children = parent.Ordered.AsSpan(0, parent.OrderedCount);
        foreach (var child in children)
        {
            child.Share = ShareOf(child);
        }

        children.Sort(Compare);
    }

    private static int Compare(SorterNode left, SorterNode right)
    {
        var byShare = left.Share.CompareTo(right.Share);
        if (byShare != 0)
        {
            return byShare;
        }

        var byCount = left.Count.CompareTo(right.Count);
        return byCount != 0 ? byCount : string.CompareOrdinal(left.Name, right.Name);
    }

    /// <summary>Counts an allocation of a node whose siblings are in order and puts the node in its new place.</summary>
    private void Move(SorterNode parent, SorterNode node)
    {
        var siblings = parent.Ordered;
        var from = LowerBound(siblings, 0, parent.OrderedCount, node);
        node.Count++;
        node.Share = ShareOf(node);

        // Nothing allocated ever lowers a share or a count, so the new place is at or right of the old one.
        var to = LowerBound(siblings, from + 1, parent.OrderedCount, node) - 1;
        Array.Copy(siblings, from + 1, siblings, from, to - from);
        siblings[to] = node;
    }

    private static int LowerBound(SorterNode[] siblings, int low, int high, SorterNode node)
    {
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Compare(siblings[middle], node) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
