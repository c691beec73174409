namespace MesosOrleans.Core.Allocation.Sorters;

/// <summary>
/// Orders active clients by a weighted shuffle: the chance to come first is a leaf's weight relative to its active
/// siblings, times its parent's relative weight. Charges are kept, shares play no part.
/// </summary>
/// <param name="random">The source of chance; the caller seeds it.</param>
public sealed class RandomSorter(Random random) : Sorter
{
    private readonly List<(int Client, double Weight)> _leaves = [];
    private double[] _keys = [];
    private bool _stale = true;

    /// <inheritdoc/>
    public override void Allocated(int client, int agent, ResourceCharge charge)
    {
        for (var node = Leaf(client); node is not null; node = node.Parent)
        {
            node.Account.Add(agent, charge);
            node.Count++;
        }
    }

    /// <summary>Always 0: a random sorter knows no shares.</summary>
    public override double Share(string path) => 0;

    /// <inheritdoc/>
    public override void Sort(SorterWalk walk)
    {
        if (_stale)
        {
            // By name first, so that the same seed gives the same order whatever happened before.
            _leaves.Clear();
            Collect(Root, 1.0);
            _leaves.Sort((left, right) => string.CompareOrdinal(PathOf(left.Client), PathOf(right.Client)));
            _stale = false;
        }

        var list = walk.StartList(_leaves.Count);
        if (_keys.Length < _leaves.Count)
        {
            _keys = new double[_leaves.Count];
        }

        for (var i = 0; i < _leaves.Count; i++)
        {
            list[i] = _leaves[i].Client;

            // u^(1/w) in descending order is ln(u)/w in descending order, without the underflow.
            _keys[i] = -Math.Log(1.0 - random.NextDouble()) / _leaves[i].Weight;
        }

        Array.Sort(_keys, list, 0, _leaves.Count);
    }

    private protected override void MarkDisordered(SorterNode? parent) => _stale = true;

    private protected override void OnActivityChanged() => _stale = true;

    private void Collect(SorterNode node, double weight)
    {
        var sum = 0.0;
        for (var i = 0; i < node.OrderedCount; i++)
        {
            sum += HasActive(node.Ordered[i]) ? node.Ordered[i].Weight : 0;
        }

        for (var i = 0; i < node.OrderedCount; i++)
        {
            var child = node.Ordered[i];
            if (!HasActive(child))
            {
                continue;
            }

            var relative = weight * child.Weight / sum;
            if (child.IsLeaf)
            {
                _leaves.Add((child.Client, relative));
            }
            else
            {
                Collect(child, relative);
            }
        }
    }

    private static bool HasActive(SorterNode node)
    {
        if (node.IsLeaf)
        {
            return node.IsActive;
        }

        for (var i = 0; i < node.OrderedCount; i++)
        {
            if (HasActive(node.Ordered[i]))
            {
                return true;
            }
        }

        return false;
    }
}
