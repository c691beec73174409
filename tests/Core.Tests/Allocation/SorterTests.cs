using CsCheck;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Sorters;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The sorters against the plain definition of their order.</summary>
public sealed class SorterTests
{
    private static readonly string[] Paths = ["a", "a/b", "a/b/c", "a/c", "b", "b/x", "c/d/e", "c/d", "z"];

    [Fact]
    public void Order_equals_that_of_a_sorter_built_anew() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            var random = new Random(seed);
            var total = new ScalarVector();
            total.CopyFrom([100_000, 200_000]);
            var sorter = new DrfSorter(total);
            var charged = new Dictionary<string, long[]>();
            var weights = new Dictionary<string, double>();
            for (var step = 0; step < 80; step++)
            {
                Change(random, sorter, total, charged, weights);

                // Counts are history; with all shares apart they decide nothing, so only those states are compared.
                var expected = Expected(sorter, total, charged, weights);
                if (expected is not null)
                {
                    Assert.Equal(expected, Order(sorter));
                }
            }

            Assert.Equal(charged.Values.Sum(amounts => amounts[0]), sorter.Charged[0]);
        },
        iter: 500);

    [Fact]
    public void Random_order_follows_weights()
    {
        var sorter = new RandomSorter(new Random(7));
        foreach (var weight in Enumerable.Range(1, 5))
        {
            sorter.UpdateWeight($"c{weight}", weight);
            sorter.Activate(sorter.Add($"c{weight}"));
        }

        AssertFirst(sorter, [("c1", .07), ("c2", .13), ("c3", .20), ("c4", .27), ("c5", .33)]);
    }

    [Fact]
    public void Random_order_follows_weights_of_active_subtrees()
    {
        var sorter = new RandomSorter(new Random(7));
        foreach (var (path, weight) in new[] { ("a", 1), ("a/b", 2), ("c", 2), ("c/d", 1), ("c/e", 2) })
        {
            sorter.UpdateWeight(path, weight);
        }

        foreach (var path in new[] { "a", "a/b", "c/d", "c/e" })
        {
            sorter.Activate(sorter.Add(path));
        }

        sorter.Add("x/inactive");
        AssertFirst(sorter, [("a", .11), ("a/b", .22), ("c/d", .22), ("c/e", .44)]);
    }

    private static void Change(
        Random random, DrfSorter sorter, ScalarVector total, Dictionary<string, long[]> charged,
        Dictionary<string, double> weights)
    {
        var path = Paths[random.Next(Paths.Length)];
        var client = sorter.Find(path);
        if (client < 0)
        {
            client = sorter.Add(path);
            sorter.Activate(client);
            charged[path] = [0, 0];
            return;
        }

        switch (random.Next(8))
        {
            case 0:
                sorter.Remove(client);
                charged.Remove(path);
                break;
            case 1:
                weights[path] = random.Next(1, 9) / 2.0;
                sorter.UpdateWeight(path, weights[path]);
                break;
            case 2:
                total.CopyFrom([random.Next(1_000, 200_000), random.Next(1_000, 200_000)]);
                break;
            case 3:
                sorter.Unallocated(client, 0, Charge(charged[path][0], charged[path][1]));
                charged[path] = [0, 0];
                break;
            default:
                var (cpus, mem) = (random.Next(1, 5_000), random.Next(1, 5_000));
                sorter.Allocated(client, 0, Charge(cpus, mem));
                charged[path] = [charged[path][0] + cpus, charged[path][1] + mem];
                break;
        }
    }

    /// <summary>The order by definition; null when two siblings have the same share.</summary>
    private static List<string>? Expected(
        DrfSorter sorter, ScalarVector total, Dictionary<string, long[]> charged, Dictionary<string, double> weights)
    {
        var order = new List<string>();
        return Walk("") ? order : null;

        bool Walk(string parent)
        {
            var children = charged.Keys.Where(path => IsBelow(path, parent))
                .Select(path => parent + path[parent.Length..].Split('/', 3) switch
                {
                    ["", var name, ..] => "/" + name,
                    [var name, ..] => name,
                    _ => "",
                })
                .Distinct()
                .Select(path => (Path: path, Share: ShareOf(path, below: true) / weights.GetValueOrDefault(path, 1.0)))
                .ToList();
            if (charged.ContainsKey(parent))
            {
                children.Add((parent, ShareOf(parent, below: false)));
            }

            foreach (var (path, _) in children.OrderBy(child => child.Share))
            {
                var isLeaf = path == parent || !charged.Keys.Any(other => IsBelow(other, path));
                if (isLeaf)
                {
                    order.Add(path);
                }
                else if (!Walk(path))
                {
                    return false;
                }
            }

            return children.Select(child => child.Share).Distinct().Count() == children.Count;
        }

        double ShareOf(string path, bool below)
        {
            var held = charged.Where(pair => pair.Key == path || (below && IsBelow(pair.Key, path))).ToArray();
            return Math.Max(
                (double)held.Sum(pair => pair.Value[0]) / total[0], (double)held.Sum(pair => pair.Value[1]) / total[1]);
        }
    }

    private static bool IsBelow(string path, string parent) =>
        parent.Length == 0 || path.StartsWith(parent + "/", StringComparison.Ordinal);

    private static void AssertFirst(RandomSorter sorter, (string Path, double Chance)[] expected)
    {
        const int Walks = 20_000;
        var walk = new SorterWalk();
        var first = new Dictionary<string, int>();
        for (var i = 0; i < Walks; i++)
        {
            sorter.Sort(walk);
            var path = sorter.PathOf(walk.Next());
            first[path] = first.GetValueOrDefault(path) + 1;
        }

        Assert.Equal(expected.Length, Order(sorter).Distinct().Count());
        Assert.All(expected, one => Assert.InRange((double)first[one.Path] / Walks, one.Chance - .05, one.Chance + .05));
    }

    private static List<string> Order(ISorter sorter)
    {
        var walk = new SorterWalk();
        var order = new List<string>();
        sorter.Sort(walk);
        for (var client = walk.Next(); client >= 0; client = walk.Next())
        {
            order.Add(sorter.PathOf(client));
        }

        return order;
    }

    private static ResourceCharge Charge(long cpus, long mem)
    {
        var charge = new ResourceCharge();
        charge.Add(0, cpus);
        charge.Add(1, mem);
        return charge;
    }
}
