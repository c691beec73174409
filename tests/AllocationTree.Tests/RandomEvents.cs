using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.AllocationTree.Tests;

/// <summary>Tells two allocators of the same events, chosen by chance, and demands the same offers in the same order.</summary>
internal sealed class RandomEvents(int seed, IAllocationCaseTarget left, IAllocationCaseTarget right)
{
    private static readonly string[] Roles = ["*", "a", "a/b", "a/c", "q1", "q2", "z/y/x"];

    private static readonly string[] Totals =
    [
        "cpus:4;mem:400", "cpus:2;mem:1024;disk:500;ports:[1000-1010]", "cpus:1;mem:100;cpus(a):2;mem(a):200",
        "cpus:8;mem:64", "cpus(a/b):1;mem(a/b):100;disk:50", "cpus:0.5;mem:33",
    ];

    private readonly Random _random = new(seed);
    private readonly List<AllocationOffer> _held = [];
    private readonly List<string> _agents = [];
    private readonly Dictionary<string, string[]> _frameworks = [];
    private readonly List<string> _log = [];
    private int _next;

    /// <summary>How many offers were made so far.</summary>
    public int OffersSeen { get; private set; }

    /// <summary>Lets something happen, and a run where it asks for one.</summary>
    public async Task Step()
    {
        var kind = _agents.Count < 2 ? 0 : _frameworks.Count < 2 ? 2 : _random.Next(12);
        await (kind switch
        {
            0 => AddAgent(),
            1 => RemoveAgent(),
            2 => AddFramework(),
            3 => RemoveFramework(),
            4 => Both($"quota", target => target.SetQuota(Quota.Role, Quota.Amounts), NextQuota),
            5 => Weight(),
            6 => Suppress(),
            7 or 8 or 9 => Return(),
            _ => Both("tick", target => target.Tick()),
        });
    }

    private (string Role, RoleQuota Amounts) Quota { get; set; }

    private void NextQuota() => Quota = (_random.Next(2) == 0 ? "q1" : "a", _random.Next(3) switch
    {
        0 => RoleQuota.Default,
        1 => new RoleQuota(ResourceQuantities.Parse("cpus:1;mem:100"), ResourceLimits.Parse("cpus:3;mem:500")),
        _ => new RoleQuota(ResourceQuantities.Empty, ResourceLimits.Parse("cpus:2")),
    });

    private Task AddAgent()
    {
        var id = $"agent{_next++:D3}";
        _agents.Add(id);
        var spec = new AgentSpec(
            id, new AgentAttributes(id, null, null, []), AgentCapabilities.All, ResourceSet.Parse(Pick(Totals)));
        return Both($"agent {id} {spec.Total}", target => target.AddAgent(new CaseAgent(spec, [])));
    }

    private Task RemoveAgent()
    {
        var id = Pick(_agents);
        _agents.Remove(id);
        _held.RemoveAll(offer => offer.AgentId == id);
        return Both($"rmagent {id}", target => target.RemoveAgent(id));
    }

    private Task AddFramework()
    {
        var id = $"framework{_next++:D3}";
        string[] roles = [.. Roles.Where(_ => _random.Next(3) == 0).DefaultIfEmpty(Pick(Roles))];
        _frameworks.Add(id, roles);
        var spec = new FrameworkSpec(id, roles)
        {
            Capabilities = FrameworkCapabilities.MultiRole
                | (_random.Next(2) == 0 ? FrameworkCapabilities.ReservationRefinement : FrameworkCapabilities.None),
        };
        return Both($"fw {id} {string.Join(',', roles)}", target => target.AddFramework(spec, true));
    }

    private Task RemoveFramework()
    {
        var id = Pick([.. _frameworks.Keys]);
        _frameworks.Remove(id);
        _held.RemoveAll(offer => offer.FrameworkId == id);
        return Both($"rmfw {id}", target => target.RemoveFramework(id));
    }

    private Task Weight()
    {
        var weights = new Dictionary<string, double> { [Pick(Roles)] = _random.Next(1, 5) };
        return Both("weight", target => target.SetWeights(weights));
    }

    private Task Suppress()
    {
        var (id, roles) = _frameworks.ElementAt(_random.Next(_frameworks.Count));
        string[] some = [Pick(roles)];
        return _random.Next(2) == 0
            ? Both($"suppress {id} {some[0]}", target => target.Suppress(id, some))
            : Both($"revive {id} {some[0]}", target => target.Revive(id, some));
    }

    private async Task Return()
    {
        if (_held.Count == 0)
        {
            await Both("tick", target => target.Tick());
            return;
        }

        var offer = Pick(_held);
        _held.Remove(offer);
        TimeSpan? refusal = _random.Next(3) switch { 0 => null, 1 => TimeSpan.FromSeconds(2), _ => TimeSpan.FromDays(1) };
        await Both(
            $"decline {offer} {refusal}",
            target => target.Return(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, refusal));
    }

    private async Task Both(string what, Func<IAllocationCaseTarget, ValueTask> act, Action? prepare = null)
    {
        prepare?.Invoke();
        _log.Add(what);
        await act(left);
        await act(right);
        var expected = await left.TakeOffers();
        var found = await right.TakeOffers();
        Assert.True(
            expected.Select(offer => offer.ToString()).SequenceEqual(found.Select(offer => offer.ToString())),
            $"{string.Join('\n', _log)}\nexpected:\n{string.Join('\n', expected)}\nfound:\n{string.Join('\n', found)}");
        _held.AddRange(expected);
        OffersSeen += expected.Count;
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
