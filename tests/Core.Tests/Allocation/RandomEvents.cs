using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>Tells two allocators of the same events, chosen by chance, and demands the same offers in the same order.</summary>
/// <param name="seed">Seed of all chance.</param>
/// <param name="left">One allocator.</param>
/// <param name="right">The other one.</param>
/// <param name="isWide">False leaves out maintenance, pauses, changes of agents, and tasks.</param>
internal sealed class RandomEvents(int seed, IAllocationCaseTarget left, IAllocationCaseTarget right, bool isWide)
{
    private static readonly string[] Roles = ["*", "a", "a/b", "a/c", "q1", "q2", "z/y/x"];

    private static readonly string[] Totals =
    [
        "cpus:4;mem:400", "cpus:2;mem:1024;disk:500;ports:[1000-1010]", "cpus:1;mem:100;cpus(a):2;mem(a):200",
        "cpus:8;mem:64;gpus:2", "cpus(a/b):1;mem(a/b):100;disk:50", "cpus:0.5;mem:33", "cpus(q1):1;cpus:3;mem:300",
    ];

    private static readonly ResourceSet OneTask = ResourceSet.Parse("cpus:0.5;mem:32");

    private readonly Random _random = new(seed);
    private readonly List<AllocationOffer> _held = [];
    private readonly List<AllocationOffer> _tasks = [];
    private readonly List<string> _agents = [];
    private readonly HashSet<string> _offAgents = [];
    private readonly Dictionary<string, string[]> _frameworks = [];
    private readonly HashSet<string> _offFrameworks = [];
    private readonly List<string> _log = [];
    private int _next;

    /// <summary>How many offers were made so far.</summary>
    public int OffersSeen { get; private set; }

    /// <summary>Lets something happen, and a run where it asks for one.</summary>
    public async Task Step()
    {
        var kind = _agents.Count < 2 ? 0 : _frameworks.Count < 2 ? 2 : _random.Next(isWide ? 24 : 12);
        await (kind switch
        {
            0 => AddAgent(),
            1 => RemoveAgent(),
            2 => AddFramework(),
            3 => RemoveFramework(),
            4 => SetQuota(),
            5 => Weight(),
            6 => Suppress(),
            7 or 8 or 9 => Return(),
            12 => Maintain(),
            13 => ToggleAgent(),
            14 => ToggleFramework(),
            15 => Resize(),
            16 or 17 => AnswerInverse(),
            18 or 19 or 20 => Launch(),
            21 => Finish(),
            _ => Both("tick", target => target.Tick()),
        });
    }

    private Task SetQuota()
    {
        var role = _random.Next(2) == 0 ? "q1" : "a";
        var quota = _random.Next(3) switch
        {
            0 => RoleQuota.Default,
            1 => new RoleQuota(ResourceQuantities.Parse("cpus:1;mem:100"), ResourceLimits.Parse("cpus:3;mem:500")),
            _ => new RoleQuota(ResourceQuantities.Empty, ResourceLimits.Parse("cpus:2")),
        };
        return Both($"quota {role} {quota}", target => target.SetQuota(role, quota));
    }

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
        _offAgents.Remove(id);
        _held.RemoveAll(offer => offer.AgentId == id);
        _tasks.RemoveAll(task => task.AgentId == id);
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
                | (_random.Next(2) == 0 ? FrameworkCapabilities.ReservationRefinement : FrameworkCapabilities.None)
                | (_random.Next(2) == 0 ? FrameworkCapabilities.GpuResources : FrameworkCapabilities.None),
        };
        return Both($"fw {id} {string.Join(',', roles)} {spec.Capabilities}", target => target.AddFramework(spec, true));
    }

    private Task RemoveFramework()
    {
        var id = Pick([.. _frameworks.Keys]);
        _frameworks.Remove(id);
        _offFrameworks.Remove(id);
        _held.RemoveAll(offer => offer.FrameworkId == id);
        _tasks.RemoveAll(task => task.FrameworkId == id);
        return Both($"rmfw {id}", target => target.RemoveFramework(id));
    }

    private Task Weight()
    {
        var weights = new Dictionary<string, double> { [Pick(Roles)] = _random.Next(1, 5) };
        return Both($"weight {weights.First()}", target => target.SetWeights(weights));
    }

    private Task Suppress()
    {
        var (id, roles) = _frameworks.ElementAt(_random.Next(_frameworks.Count));
        string[] some = [Pick(roles)];
        return _random.Next(2) == 0
            ? Both($"suppress {id} {some[0]}", target => target.Suppress(id, some))
            : Both($"revive {id} {some[0]}", target => target.Revive(id, some));
    }

    private Task Maintain()
    {
        var id = Pick(_agents);
        return Both($"maint {id}", target => target.ScheduleMaintenance(id));
    }

    private Task ToggleAgent()
    {
        var id = Pick(_agents);
        var isOn = _offAgents.Remove(id) || !_offAgents.Add(id);
        return Both($"{(isOn ? "on" : "off")} {id}", target => target.SetAgentActive(id, isOn));
    }

    private Task ToggleFramework()
    {
        var id = Pick([.. _frameworks.Keys]);
        var isOn = _offFrameworks.Remove(id) || !_offFrameworks.Add(id);
        return Both($"{(isOn ? "act" : "deact")} {id}", target => target.SetFrameworkActive(id, isOn));
    }

    // An agent whose resources are in use may shrink below that.
    private Task Resize()
    {
        var (id, total) = (Pick(_agents), ResourceSet.Parse(Pick(Totals)));
        return Both($"total {id} {total}", target => target.UpdateAgent(id, null, total, null));
    }

    private Task AnswerInverse()
    {
        var (agent, framework) = (Pick(_agents), Pick([.. _frameworks.Keys]));
        var response = _random.Next(2) == 0 ? InverseOfferResponse.Accept : InverseOfferResponse.Decline;
        TimeSpan? refusal = _random.Next(2) == 0 ? null : TimeSpan.FromSeconds(3);
        return Both(
            $"answer {framework} {agent} {response} {refusal}",
            target => target.AnswerInverseOffer(framework, agent, response, refusal));
    }

    private async Task Launch()
    {
        var at = _held.FindIndex(offer => offer.Resources.Contains(OneTask));
        if (at < 0)
        {
            await Both("tick", target => target.Tick());
            return;
        }

        var offer = _held[at];
        _held.RemoveAt(at);
        _tasks.Add(offer with { Resources = OneTask });
        TimeSpan? refusal = _random.Next(2) == 0 ? null : TimeSpan.FromSeconds(2);
        await Both($"launch {offer} {refusal}", target => target.Launch(
            offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, OneTask, refusal));
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

    private Task Finish()
    {
        if (_tasks.Count == 0)
        {
            return Both("tick", target => target.Tick());
        }

        var task = Pick(_tasks);
        _tasks.Remove(task);
        return Both($"finish {task}", target => target.Finish(task.FrameworkId, task.Role, task.AgentId, task.Resources));
    }

    private async Task Both(string what, Func<IAllocationCaseTarget, ValueTask> act)
    {
        _log.Add(what);
        await act(left);
        await act(right);
        var expected = await left.TakeOffers();
        Same(expected.Select(Text), (await right.TakeOffers()).Select(Text));
        Same(
            (await left.LatestInverseOffers()).Select(offer => $"inverse {offer.FrameworkId} {offer.AgentId}"),
            (await right.LatestInverseOffers()).Select(offer => $"inverse {offer.FrameworkId} {offer.AgentId}"));
        Same(await Inside(left), await Inside(right));
        _held.AddRange(expected);
        OffersSeen += expected.Count;
    }

    private async Task<List<string>> Inside(IAllocationCaseTarget target)
    {
        var seen = new List<string> { string.Join(' ', await target.RoleOrder()) };
        foreach (var role in Roles)
        {
            seen.Add($"{role} {await target.DominantShare(role):R} {await target.ActiveFilters(role)}");
        }

        foreach (var (framework, roles) in _frameworks)
        {
            foreach (var role in roles)
            {
                foreach (var agent in _agents)
                {
                    seen.Add($"{framework} {role} {agent} {Text(await target.HeldBy(framework, role, agent))}");
                }
            }
        }

        return seen;
    }

    private void Same<T>(IEnumerable<T> expected, IEnumerable<T> found)
    {
        var (left, right) = (expected.Select(one => $"{one}").ToList(), found.Select(one => $"{one}").ToList());
        Assert.True(
            left.SequenceEqual(right),
            $"{string.Join('\n', _log)}\nexpected:\n{string.Join('\n', left)}\nfound:\n{string.Join('\n', right)}");
    }

    // The order of records within a collection means nothing.
    private static string Text(AllocationOffer offer) =>
        $"{offer.FrameworkId} {offer.Role} {offer.AgentId} {Text(offer.Resources)}";

    private static string Text(ResourceSet resources) =>
        string.Join("; ", resources.Select(one => $"{one}").Order(StringComparer.Ordinal));

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
