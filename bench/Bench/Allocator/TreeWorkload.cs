using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Core.Resources;
using MesosOrleans.Dev.AllocationCases;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Bench.Allocator;

/// <summary>
/// The tree of grains on one silo, filled with agents and frameworks that are played here: reports to the root, demands to the
/// roles, as the grains of agents and frameworks send them.
/// </summary>
internal sealed class TreeWorkload : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);
    private readonly TreeCluster _cluster;
    private readonly IGrainFactory _grains;
    private readonly Dictionary<string, FrameworkDemand> _demands = [];
    private readonly Arrivals _arrivals = new();
    private readonly Stopwatch _sinceHeartbeat = Stopwatch.StartNew();
    private List<RoleOffer> _held = [];
    private long _version = 1;

    private TreeWorkload(TreeCluster cluster) => (_cluster, _grains) = (cluster, cluster.LocalGrains);

    /// <summary>Offers that are out.</summary>
    public IReadOnlyList<RoleOffer> Held => _held;

    private IRootAllocatorGrain Root => _grains.Find<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <summary>Starts a silo.</summary>
    /// <param name="isManual">Cycles run on demand only.</param>
    /// <param name="hasFrameworks">False when nobody listens to the streams of offers.</param>
    public static async Task<TreeWorkload> StartAsync(bool isManual = true, bool hasFrameworks = true)
    {
        var workload = new TreeWorkload(await TreeCluster.StartAsync(1, isManual, hasFrameworks));
        await workload.Root.EnsureActive();
        return workload;
    }

    /// <summary>Adds agents that are all alike; returns the milliseconds until the root knows them.</summary>
    public async Task<double> AddAgents(int count, string resources, Func<int, AgentUse?>? used = null)
    {
        var total = ResourceSet.Parse(resources).ToProto(ResourceFormat.Post);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            await Root.ReportAgent(Report(i, total, used?.Invoke(i)));
        }

        var elapsed = watch.Elapsed.TotalMilliseconds;
        await Until(async () => (await Root.Inspect()).Agents.Count == count);
        return elapsed;
    }

    /// <summary>A version for agents' reports that is newer than all before.</summary>
    public long NextVersion() => ++_version;

    /// <summary>Reports an agent with what is used on it now.</summary>
    public Task Report(int agent, string resources, long version, IReadOnlyList<AgentUse> uses) => Root.ReportAgent(
        Report(agent, ResourceSet.Parse(resources).ToProto(ResourceFormat.Post), null) with { Version = version, Used = uses });

    /// <summary>Adds frameworks, framework i in role <c>role-(i mod roles)</c>.</summary>
    public async Task AddFrameworks(int count, int roles)
    {
        for (var i = 0; i < count; i++)
        {
            await AddFramework(Name(i), $"role-{i % roles}");
        }

        await UntilFrameworksAreKnown();
    }

    /// <summary>Waits until the root knows all frameworks.</summary>
    public Task UntilFrameworksAreKnown() => Until(async () => (await Root.Inspect()).Demands.Count == _demands.Count);

    /// <summary>The name of a framework.</summary>
    public static string Name(int framework) => string.Create(CultureInfo.InvariantCulture, $"framework-{framework:D5}");

    /// <summary>Adds a framework.</summary>
    public async Task AddFramework(string id, string role)
    {
        var demand = new FrameworkDemand
        {
            Framework = new FrameworkInfo
            {
                Id = new FrameworkID { Value = id },
                Name = id,
                User = "root",
                Roles = { role },
                Capabilities = { new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole } },
            },
            Sequence = 1,
            Active = true,
            Offers = [],
        };
        _demands.Add(id, demand);
        _ = await _grains.Find<IRoleAllocatorGrain>(role).SetDemand(demand);
    }

    /// <summary>A framework wants nothing more.</summary>
    public async Task Suppress(string id)
    {
        var demand = _demands[id];
        _demands[id] = demand with { Sequence = demand.Sequence + 1, Suppressed = [.. demand.Framework.Roles] };
        _ = await _grains.Find<IRoleAllocatorGrain>(demand.Framework.Roles[0]).SetDemand(_demands[id]);
    }

    /// <summary>Runs a batch over all agents; ends when its offers were published.</summary>
    public async Task<TreeCycle> Cycle()
    {
        _arrivals.Start();
        var allocated = GC.GetTotalAllocatedBytes();
        var result = await Root.Cycle(periodic: true, Second);
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        _held.AddRange(result.Offers);
        var published = result.Offers.Count == 0 ? result.Decision : result.Published;
        return new TreeCycle(
            published.TotalMilliseconds, result.Decision.TotalMilliseconds, result.Offers.Count, allocated);
    }

    /// <summary>Waits until frameworks have received so many offers of the newest cycle; returns the milliseconds since its start.</summary>
    public Task<double> Delivered(int offers) => _arrivals.WaitFor(offers, Patience);

    /// <summary>Returns all that is held, one call a role; returns the milliseconds until the root has it.</summary>
    /// <param name="refuseSeconds">Duration of the filters; null installs none.</param>
    public async Task<double> DeclineAll(double? refuseSeconds)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(_held.GroupBy(offer => offer.Role).Select(group => EndOffers(
            group.Key, [.. group.Select(offer => End(offer, refuseSeconds))])));
        var elapsed = await HeardAll(watch);
        await Heartbeat();
        return elapsed;
    }

    /// <summary>Returns all that is held, one call an offer, each after the one before; returns the milliseconds until the root has it.</summary>
    /// <param name="refuseSeconds">Duration of the filters; null installs none.</param>
    public async Task<double> DeclineInTurn(double? refuseSeconds)
    {
        var watch = Stopwatch.StartNew();
        foreach (var offer in _held)
        {
            await EndOffers(offer.Role, [End(offer, refuseSeconds)]);
        }

        return await HeardAll(watch);
    }

    /// <summary>Returns every n-th of the held offers, without filter.</summary>
    public async Task FreeEvery(int n)
    {
        var freed = _held.Where((_, index) => index % n == 0).ToList();
        _held = [.. _held.Where((_, index) => index % n != 0)];
        await Task.WhenAll(freed.GroupBy(offer => offer.Role).Select(group => EndOffers(
            group.Key, [.. group.Select(offer => End(offer, null))])));
        await Until(async () => (await Root.GetSnapshot()).OffersOut == _held.Count);
    }

    /// <summary>Ends offers of a role as the caller says.</summary>
    public Task EndOffers(string role, IReadOnlyList<OfferEnd> ends) =>
        _grains.Find<IRoleAllocatorGrain>(role).EndOffers(ends);

    /// <summary>Hands over what is held, to be answered one by one.</summary>
    public IReadOnlyList<RoleOffer> TakeHeld()
    {
        var taken = _held;
        _held = [];
        return taken;
    }

    /// <summary>Waits until the root has heard what was said, and no offer is out.</summary>
    public async Task UntilNothingIsOut()
    {
        await Root.EnsureActive();
        await Until(async () => (await Root.GetSnapshot()).OffersOut == 0);
    }

    /// <summary>Sets quotas.</summary>
    public Task SetPolicy(RolePolicy policy) => Root.SetPolicy(policy, new PolicyChange { Kind = PolicyChangeKind.None });

    public async ValueTask DisposeAsync()
    {
        _arrivals.Dispose();
        await _cluster.DisposeAsync();
    }

    /// <summary>The name of an agent.</summary>
    public static string AgentName(int agent) => string.Create(CultureInfo.InvariantCulture, $"agent-{agent:D6}");

    // A framework that is silent for half a minute is forgotten with all its filters. Now, while none holds an offer.
    private async Task Heartbeat()
    {
        if (_sinceHeartbeat.Elapsed > HeartbeatInterval)
        {
            await Task.WhenAll(_demands.Values.Select(
                demand => _grains.Find<IRoleAllocatorGrain>(demand.Framework.Roles[0]).SetDemand(demand)));
            _sinceHeartbeat.Restart();
        }
    }

    private static OfferEnd End(RoleOffer offer, double? refuseSeconds) =>
        new() { OfferId = offer.OfferId, FrameworkId = offer.FrameworkId, RefuseSeconds = refuseSeconds };

    private AgentReport Report(int index, IReadOnlyList<Resource> total, AgentUse? used) => new()
    {
        Agent = new AgentInfo
        {
            Id = new AgentID { Value = AgentName(index) },
            Hostname = $"host-{index}",
            Port = 5051,
        },
        Epoch = 1,
        Version = _version,
        Total = total,
        Used = used is null ? [] : [used],
        Active = true,
        Ip = "127.0.0.1",
        Capabilities =
        [
            new() { Type = AgentInfo.Types.Capability.Types.Type.MultiRole },
            new() { Type = AgentInfo.Types.Capability.Types.Type.HierarchicalRole },
            new() { Type = AgentInfo.Types.Capability.Types.Type.ReservationRefinement },
        ],
    };

    // What the roles have told it is in the root's queue before this call is: they told it before they answered.
    private async Task<double> HeardAll(Stopwatch watch)
    {
        await Root.EnsureActive();
        var elapsed = watch.Elapsed.TotalMilliseconds;
        await Until(async () => (await Root.GetSnapshot()).OffersOut == 0);
        _held.Clear();
        return elapsed;
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException("the root of the allocator does not hear what was said");
            }

            await Task.Delay(1);
        }
    }
}
