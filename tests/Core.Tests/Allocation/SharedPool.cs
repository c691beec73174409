using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>
/// One pool of two resources that frameworks fill with whole tasks, each all of one shape: whoever is offered the pool
/// takes one task and returns the rest. Filling stops when a task no longer fits; until then nobody was turned away.
/// </summary>
internal sealed class SharedPool
{
    private const int TasksPerFrameworkAtLeast = 10;
    private const int LargestAmount = 6;
    private const int MemUnit = 64;
    private readonly int _seed;

    public SharedPool(Random random, bool weighted)
    {
        _seed = random.Next();
        var frameworks = random.Next(2, 6);
        Demands = [.. Enumerable.Range(0, frameworks).Select(_ => RandomDemand(random))];
        Weights = [.. Enumerable.Range(0, frameworks).Select(_ => weighted ? random.Next(1, 4) : 1)];
        var least = frameworks * TasksPerFrameworkAtLeast * LargestAmount;
        Capacity = (random.Next(least, 2 * least), random.Next(least, 2 * least));
        Tasks = new int[frameworks];
    }

    private SharedPool(SharedPool other)
    {
        (_seed, Demands, Weights, Capacity) = (other._seed, other.Demands, other.Weights, other.Capacity);
        Tasks = new int[other.Count];
    }

    public int Count => Demands.Count;

    /// <summary>What a task of each framework needs: whole cores, and units of memory.</summary>
    public IReadOnlyList<(int Cpus, int Mem)> Demands { get; }

    public IReadOnlyList<int> Weights { get; }

    public (int Cpus, int Mem) Capacity { get; }

    /// <summary>How many tasks each launched.</summary>
    public int[] Tasks { get; }

    public static (int Cpus, int Mem) RandomDemand(Random random) =>
        (random.Next(1, LargestAmount + 1), random.Next(1, LargestAmount + 1));

    /// <summary>The same pool, empty.</summary>
    public SharedPool Again() => new(this);

    /// <summary>What a framework holds, with fewer tasks than it launched.</summary>
    public (int Cpus, int Mem) HeldBy(int framework, (int Cpus, int Mem) task, int tasksLess)
    {
        var tasks = Math.Max(0, Tasks[framework] - tasksLess);
        return (tasks * task.Cpus, tasks * task.Mem);
    }

    /// <summary>How many of its true tasks a framework could run with some resources, taken so many times.</summary>
    public int RunsWith(int framework, (int Cpus, int Mem) resources, double times)
    {
        var (cpus, mem) = Demands[framework];
        const double Rounding = 1e-9;
        return (int)Math.Floor(Math.Min(resources.Cpus * times / cpus, resources.Mem * times / mem) + Rounding);
    }

    /// <summary>How many of a framework's true bundles cover the largest of some bundles.</summary>
    public int LargestBundleIn(int framework, IEnumerable<(int Cpus, int Mem)> bundles)
    {
        var (cpus, mem) = Demands[framework];
        return bundles.Max(bundle => Math.Max((bundle.Cpus + cpus - 1) / cpus, (bundle.Mem + mem - 1) / mem));
    }

    /// <summary>Lets frameworks launch tasks of these shapes until the next one does not fit.</summary>
    public void Fill(IReadOnlyList<(int Cpus, int Mem)> shapes)
    {
        var allocator = new HierarchicalAllocator(new AllocatorOptions(), new Random(_seed));
        allocator.Pause();
        allocator.AddAgent(AllocatorWorld.Agent("pool", Resources(Capacity)));
        allocator.UpdateWeights(Weights.Select((weight, at) => KeyValuePair.Create($"role{at}", (double)weight)));
        for (var at = 0; at < Count; at++)
        {
            allocator.AddFramework(new FrameworkSpec($"{at}", [$"role{at}"]));
        }

        allocator.Resume();
        var now = DateTimeOffset.UnixEpoch;
        while (true)
        {
            now += TimeSpan.FromSeconds(1);
            var offers = allocator.RunBatch(now).Offers;
            if (offers.Count == 0)
            {
                return;
            }

            var offer = Assert.Single(offers);
            var framework = int.Parse(offer.FrameworkId, System.Globalization.CultureInfo.InvariantCulture);
            var task = Resources(shapes[framework]);
            if (!offer.Resources.Contains(task))
            {
                return;
            }

            Tasks[framework]++;
            allocator.TransitionOfferedToAllocated(offer.FrameworkId, offer.Role, offer.AgentId, task);
            allocator.RecoverResources(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources - task, null, now);
        }
    }

    public override string ToString() =>
        $"capacity {Capacity}, demands {string.Join(' ', Demands)}, weights {string.Join(' ', Weights)}, tasks {string.Join(' ', Tasks)}";

    private static ResourceSet Resources((int Cpus, int Mem) amounts) =>
        ResourceSet.Parse($"cpus:{amounts.Cpus};mem:{amounts.Mem * MemUnit}");
}
