using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>A cluster that lives by chance, with a book of its own about who holds what.</summary>
internal sealed class AllocatorWorld
{
    private static readonly string[] Roles = ["*", "a", "a/b", "a/c", "q1", "q2", "z/y/x"];

    private static readonly string[] Totals =
    [
        "cpus:4;mem:400", "cpus:2;mem:1024;disk:500;ports:[1000-1010]", "cpus:1;mem:100;cpus(a):2;mem(a):200",
        "cpus:8;mem:64;gpus:2", "cpus(a/b):1;mem(a/b):100;disk:50", "cpus:0.5;mem:33",
    ];

    private readonly Random _random;
    private readonly List<AllocationOffer> _held = [];
    private readonly HashSet<string> _agents = [];
    private readonly Dictionary<string, string[]> _frameworks = [];
    private readonly Dictionary<string, ResourceLimits> _limits = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private int _next;

    private readonly bool _forgets;

    /// <summary>Starts a cluster.</summary>
    /// <param name="seed">Seed of all chance.</param>
    /// <param name="forgets">Makes the allocator forget before each run what it found out in earlier ones.</param>
    public AllocatorWorld(int seed, bool forgets = false)
    {
        _random = new Random(seed);
        _forgets = forgets;
        Allocator = new HierarchicalAllocator(new AllocatorOptions(), new Random(seed));
        for (var i = 0; i < 4; i++)
        {
            AddAgent();
            AddFramework();
        }
    }

    public HierarchicalAllocator Allocator { get; }

    public List<string> Log { get; } = [];

    public IEnumerable<string> AgentIds => _agents;

    public IReadOnlyList<AllocationOffer> Held => _held;

    /// <summary>Whether a quota was set at any time.</summary>
    public bool HasQuota => _limits.Count > 0;

    public static AgentSpec Agent(string id, ResourceSet total) =>
        new(id, new AgentAttributes(id, null, null, []), AgentCapabilities.All, total);

    /// <summary>Does something and lets the allocator run.</summary>
    public void Step()
    {
        switch (_random.Next(14))
        {
            case 0:
                AddAgent();
                break;
            case 1:
                RemoveAgent();
                break;
            case 2:
                AddFramework();
                break;
            case 3:
                RemoveFramework();
                break;
            case 4:
                SetQuota();
                break;
            case 5:
                Toggle();
                break;
            case 6:
                Allocator.UpdateWeights([new(Pick(Roles), _random.Next(1, 5))]);
                break;
            case 7:
                Launch();
                break;
            case < 11:
                Return(_random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(1, 4)) : null);
                break;
            default:
                Tick();
                break;
        }

        if (Allocator.IsRunRequested)
        {
            Run();
        }
    }

    public IReadOnlyList<AllocationOffer> Tick()
    {
        _now += TimeSpan.FromSeconds(1);
        ForgetIfAsked();
        var run = Allocator.RunBatch(_now);
        Take(run);
        return run.Offers;
    }

    /// <summary>Everybody returns everything with a filter; says how many offers that were.</summary>
    public int DeclineAll(TimeSpan refusal)
    {
        var count = _held.Count;
        foreach (var offer in _held)
        {
            Recover(offer, offer.Resources, refusal);
        }

        _held.Clear();
        return count;
    }

    public void ReturnAll()
    {
        foreach (var offer in _held)
        {
            Recover(offer, offer.Resources, null);
        }

        _held.Clear();
    }

    /// <summary>For each agent: what is free and what is held make up the total, and the books agree.</summary>
    public void CheckConservation()
    {
        foreach (var agent in _agents)
        {
            var held = ResourceSet.Sum(_held.Where(offer => offer.AgentId == agent).Select(offer => offer.Resources));
            Assert.Equal(Allocator.TotalOf(agent), Allocator.AvailableOf(agent) + held);
        }

        foreach (var group in _held.GroupBy(offer => (offer.FrameworkId, offer.Role, offer.AgentId)))
        {
            Assert.Equal(
                ResourceSet.Sum(group.Select(offer => offer.Resources)),
                Allocator.HeldBy(group.Key.FrameworkId, group.Key.Role, group.Key.AgentId));
        }

        Assert.Equal(
            ResourceSet.Sum(_held.Select(offer => offer.Resources)).ScalarQuantities,
            Allocator.Metrics().OfferedOrAllocated);
    }

    /// <summary>
    /// Since it was set, a limit has let through nothing that crosses it: offers to the role itself never raise what
    /// it holds above the limit.
    /// </summary>
    public void CheckLimits()
    {
        foreach (var (role, limits) in _limits)
        {
            var held = ResourceSet.Sum(_held.Where(offer => offer.Role == role)
                .Select(offer => offer.Resources.Unreserved.NonRevocable)).ScalarQuantities;
            Assert.True(limits.Contains(held), $"{role} holds {held}, its limits are {limits}");
        }
    }

    private void Run()
    {
        ForgetIfAsked();
        Take(Allocator.Run(_now));
    }

    private void ForgetIfAsked()
    {
        if (_forgets)
        {
            Allocator.ForgetBlocked();
        }
    }

    private void Take(AllocationRun run)
    {
        foreach (var offer in run.Offers)
        {
            Assert.True(Allocator.TotalOf(offer.AgentId).Contains(offer.Resources));
            Assert.Contains(offer.Role, _frameworks[offer.FrameworkId]);
            _held.Add(offer);
            Log.Add($"{offer.FrameworkId} {offer.Role} {offer.AgentId} {offer.Resources}");
        }
    }

    private void AddAgent()
    {
        var id = $"agent{_next++}";
        _agents.Add(id);
        Allocator.AddAgent(Agent(id, ResourceSet.Parse(Pick(Totals))));
        Run();
    }

    private void RemoveAgent()
    {
        if (_agents.Count > 0)
        {
            var id = Pick([.. _agents]);
            _agents.Remove(id);
            _held.RemoveAll(offer => offer.AgentId == id);
            Allocator.RemoveAgent(id);
        }
    }

    private void AddFramework()
    {
        var id = $"framework{_next++}";
        _frameworks[id] = [.. Roles.Where(_ => _random.Next(3) == 0)];
        Allocator.AddFramework(new FrameworkSpec(id, _frameworks[id])
        {
            Capabilities = FrameworkCapabilities.MultiRole
                | (_random.Next(2) == 0 ? FrameworkCapabilities.GpuResources : FrameworkCapabilities.None),
        });
        Run();
    }

    private void RemoveFramework()
    {
        if (_frameworks.Count > 0)
        {
            var id = Pick([.. _frameworks.Keys]);
            _frameworks.Remove(id);
            _held.RemoveAll(offer => offer.FrameworkId == id);
            Allocator.RemoveFramework(id);
        }
    }

    private void SetQuota()
    {
        var role = _random.Next(2) == 0 ? "q1" : "q2";
        var limits = ResourceLimits.Parse($"cpus:{_random.Next(1, 9)};mem:{_random.Next(64, 900)}");
        var guarantees = ResourceQuantities.Of(
            [.. limits.ToArray().Select(limit => limit with { Milli = limit.Milli / _random.Next(1, 4) })]);

        // A limit below what is held already takes effect by returning it first.
        foreach (var offer in _held.Where(offer => offer.Role == role).ToArray())
        {
            Recover(offer, offer.Resources, null);
            _held.Remove(offer);
        }

        _limits[role] = limits;
        Allocator.UpdateQuota(role, new RoleQuota(guarantees, limits));
    }

    private void Toggle()
    {
        if (_frameworks.Count == 0)
        {
            return;
        }

        var id = Pick([.. _frameworks.Keys]);
        switch (_random.Next(4))
        {
            case 0:
                Allocator.SuppressOffers(id);
                break;
            case 1:
                Allocator.ReviveOffers(id);
                break;
            case 2:
                Allocator.DeactivateFramework(id);
                break;
            default:
                Allocator.ActivateFramework(id);
                break;
        }
    }

    private void Launch()
    {
        if (_held.Count > 0)
        {
            var offer = Pick([.. _held]);
            Allocator.TransitionOfferedToAllocated(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources);
        }
    }

    /// <summary>Returns an offer, or its scalars cut in half.</summary>
    private void Return(TimeSpan? refusal)
    {
        if (_held.Count == 0)
        {
            return;
        }

        var offer = Pick([.. _held]);
        _held.Remove(offer);
        var returned = offer.Resources;
        if (_random.Next(2) == 0)
        {
            returned = ResourceSet.Of([.. returned.Scalars.Select(record => record.WithMilli(record.Milli / 2))]);
            _held.Add(offer with { Resources = offer.Resources - returned });
        }

        Recover(offer, returned, refusal);
    }

    private void Recover(AllocationOffer offer, ResourceSet resources, TimeSpan? refusal) => Allocator.RecoverResources(
        offer.FrameworkId, offer.Role, offer.AgentId, resources, refusal, _now, isAllocated: true);

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
