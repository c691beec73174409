using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>Tells two allocators of the same events, chosen by chance, and demands the same offers in the same order.</summary>
/// <param name="seed">Seed of all chance.</param>
/// <param name="left">One allocator.</param>
/// <param name="right">The other one.</param>
/// <param name="isInspected">
/// True to begin with a restart now and then, and to compare after each event also what everybody holds, shares, the order of roles,
/// and the number of filters.
/// </param>
internal sealed partial class RandomEvents(
    int seed, IAllocationCaseTarget left, IAllocationCaseTarget right, bool isInspected)
{
    private static readonly string[] Roles = ["*", "a", "a/b", "a/c", "q1", "q2", "z/y/x"];
    private readonly Random _random = new(seed);
    private readonly List<AllocationOffer> _held = [];
    private readonly List<AllocationOffer> _tasks = [];
    private readonly List<string> _agents = [];
    private readonly HashSet<string> _offAgents = [];
    private readonly Dictionary<string, string[]> _frameworks = [];
    private readonly HashSet<string> _offFrameworks = [];
    private readonly List<string> _log = [];
    private int _next;
    private bool _isHeld;
    private bool _isRecovering;
    private bool _isWhitelisted;

    /// <summary>How many offers were made so far.</summary>
    public int OffersSeen { get; private set; }

    /// <summary>Lets something happen, and a run where it asks for one.</summary>
    public Task Step()
    {
        if (isInspected && _log.Count == 0 && _random.Next(4) == 0)
        {
            return Recover();
        }

        return _agents.Count < 2 ? AddAgent() : _frameworks.Count < 2 ? AddFramework() : MakeUp() ?? Any();
    }

    // What keeps offers from being made does not last, or most of the time nothing could be compared.
    private Task? MakeUp() => _random.Next(8) switch
    {
        0 or 1 when _isHeld => Hold(),
        2 when _offAgents.Count > 0 => ToggleAgent(Pick([.. _offAgents])),
        3 when _offFrameworks.Count > 0 => ToggleFramework(Pick([.. _offFrameworks])),
        4 when _isRecovering => EndRecovery(),
        5 when _isWhitelisted => Whitelist(),
        _ => null,
    };

    private Task Any() => _random.Next(36) switch
    {
        0 => AddAgent(),
        1 => RemoveAgent(),
        2 => AddFramework(),
        3 => RemoveFramework(),
        4 => SetQuota(),
        5 => Weight(),
        6 => Suppress(),
        7 or 8 or 9 or 10 => Decline(),
        11 => Maintain(),
        12 => ToggleAgent(Pick(_agents)),
        13 => ToggleFramework(Pick([.. _frameworks.Keys])),
        14 => Resize(),
        15 => ChangeAttributes(),
        16 or 17 => AnswerInverse(),
        18 or 19 or 20 => Launch(),
        21 or 22 => Finish(),
        23 => ChangeFramework(),
        24 or 25 => Reserve(),
        26 => CreateVolume(),
        27 => Operate(),
        28 => Whitelist(),
        29 => Hold(),
        30 or 31 => AddAgent(),
        _ => Tick(),
    };

    private Task Tick() => Both("tick", target => target.Tick());

    private async Task Recover()
    {
        var agents = _random.Next(2, 6);
        var quota = new RoleQuota(ResourceQuantities.Parse("cpus:2"), ResourceLimits.Empty);
        _isRecovering = true;
        await Both("quota q1 cpus:2", target => target.SetQuota("q1", quota));
        await Both($"recover {agents}", target => target.Recover(agents));
    }

    private Task EndRecovery()
    {
        _isRecovering = false;
        return Both("recovered", target => target.EndRecovery());
    }

    // What happens until the next time leads to one run.
    private Task Hold()
    {
        _isHeld = !_isHeld;
        return Both(_isHeld ? "hold" : "go", target => _isHeld ? target.Hold() : target.Go());
    }

    private Task SetQuota()
    {
        var role = _random.Next(2) == 0 ? "q1" : "a";
        var quota = _random.Next(4) switch
        {
            0 => RoleQuota.Default,
            1 => new RoleQuota(ResourceQuantities.Parse("disk:15"), ResourceLimits.Parse("disk:25")),
            2 => new RoleQuota(ResourceQuantities.Parse("cpus:1;mem:100"), ResourceLimits.Parse("cpus:3;mem:500")),
            _ => new RoleQuota(ResourceQuantities.Empty, ResourceLimits.Parse("cpus:2")),
        };
        return Both($"quota {role} {quota}", target => target.SetQuota(role, quota));
    }

    private Task Weight()
    {
        var weights = new Dictionary<string, double> { [Pick(Roles)] = _random.Next(1, 5) };
        return Both($"weight {weights.First()}", target => target.SetWeights(weights));
    }

    // A run that one allocator makes at once the other makes with its next periodic one: both make that.
    private Task BothAndTick(string what, Func<IAllocationCaseTarget, ValueTask> act) => Both(what, async target =>
    {
        await target.Hold();
        await act(target);
        await target.Tick();
        if (!_isHeld)
        {
            await target.Go();
        }
    });

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
        if (isInspected)
        {
            Same(await Inside(left), await Inside(right));
        }

        _held.AddRange(expected);
        OffersSeen += expected.Count;
    }

    private async Task<List<string>> Inside(IAllocationCaseTarget target)
    {
        List<string> seen = [string.Join(' ', await target.RoleOrder()), $"{await target.Runs()} runs"];
        foreach (var role in Roles)
        {
            seen.Add($"{role} {await target.DominantShare(role):R} {await target.ActiveFilters(role)}");
        }

        foreach (var framework in _frameworks.Keys)
        {
            foreach (var role in Roles)
            {
                foreach (var agent in _agents)
                {
                    seen.Add($"{framework} {role} {agent} {Text(await target.HeldBy(framework, role, agent))}");
                }
            }
        }

        return seen;
    }

    private void Same(IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (left, right) = (expected.ToList(), found.ToList());
        Assert.True(
            left.SequenceEqual(right),
            $"{string.Join('\n', _log)}\nexpected:\n{string.Join('\n', left.Except(right))}\nfound:\n{string.Join('\n', right.Except(left))}"
            + $"\nall expected:\n{string.Join('\n', left)}");
    }

    // The order of records within a collection means nothing.
    private static string Text(AllocationOffer offer) =>
        $"{offer.FrameworkId} {offer.Role} {offer.AgentId} {Text(offer.Resources)}";

    private static string Text(ResourceSet resources) =>
        string.Join("; ", resources.Select(one => $"{one}").Order(StringComparer.Ordinal));

    private T Pick<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
