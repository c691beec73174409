using System.Diagnostics;
using MesosOrleans.Core.Resources;
using MesosOrleans.Dev.AllocationCases;
using MesosOrleans.Grains.Interfaces.Allocation;
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
    private readonly TreeCluster _cluster;
    private readonly Dictionary<string, FrameworkDemand> _demands = [];
    private long _version = 1;

    private TreeWorkload(TreeCluster cluster) => _cluster = cluster;

    /// <summary>Offers that are out.</summary>
    public IReadOnlyList<RoleOffer> Held { get; private set; } = [];

    private IRootAllocatorGrain Root => _cluster.Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <summary>Starts a silo.</summary>
    public static async Task<TreeWorkload> StartAsync(bool isManual = true) => new(await TreeCluster.StartAsync(1, isManual));

    /// <summary>Adds agents that are all alike; returns the milliseconds until the root knows them.</summary>
    public async Task<double> AddAgents(int count, string resources, Func<int, AgentUse?>? used = null)
    {
        var total = ResourceSet.Parse(resources).ToProto(ResourceFormat.Post);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            await Root.ReportAgent(Agent(i, total, used?.Invoke(i)));
        }

        await Until(async () => (await Root.Inspect()).Agents.Count == count);
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Reports an agent on which nothing is used any more.</summary>
    public Task Free(int agent, string resources)
    {
        _version++;
        return Root.ReportAgent(Agent(agent, ResourceSet.Parse(resources).ToProto(ResourceFormat.Post), null));
    }

    /// <summary>Adds frameworks, framework i in role <c>role-(i mod roles)</c>.</summary>
    public async Task AddFrameworks(int count, int roles)
    {
        for (var i = 0; i < count; i++)
        {
            var id = $"framework-{i:D5}";
            var demand = new FrameworkDemand
            {
                Framework = new FrameworkInfo
                {
                    Id = new FrameworkID { Value = id },
                    Name = id,
                    User = "root",
                    Roles = { $"role-{i % roles}" },
                    Capabilities = { new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole } },
                },
                Sequence = 1,
                Active = true,
                Offers = [],
            };
            _demands.Add(id, demand);
            _ = await _cluster.Grains.GetGrain<IRoleAllocatorGrain>($"role-{i % roles}").SetDemand(demand);
        }

        await Until(async () => (await Root.Inspect()).Demands.Count == count);
    }

    /// <summary>Runs a batch over all agents; returns the milliseconds until its offers were published, and of the decision.</summary>
    public async Task<(double Published, double Decision)> Cycle()
    {
        var result = await Root.Cycle(periodic: true, Second);
        Held = [.. Held, .. result.Offers];
        return (result.Offers.Count == 0 ? result.Decision.TotalMilliseconds : result.Published.TotalMilliseconds,
            result.Decision.TotalMilliseconds);
    }

    /// <summary>Returns all that is held, one call a role; returns the milliseconds until the root has it.</summary>
    /// <param name="refuseSeconds">Duration of the filters; null installs none.</param>
    public async Task<double> DeclineAll(double? refuseSeconds)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Held.GroupBy(offer => offer.Role).Select(group =>
            _cluster.Grains.GetGrain<IRoleAllocatorGrain>(group.Key).EndOffers(
                [.. group.Select(offer => new OfferEnd { OfferId = offer.OfferId, FrameworkId = offer.FrameworkId, RefuseSeconds = refuseSeconds })])));
        await Until(async () => (await Root.GetSnapshot()).OffersOut == 0);
        Held = [];
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Sets quotas.</summary>
    public Task SetPolicy(Grains.Interfaces.Roles.RolePolicy policy) => Root.SetPolicy(
        policy, new Grains.Interfaces.Roles.PolicyChange { Kind = Grains.Interfaces.Roles.PolicyChangeKind.None });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private AgentReport Agent(int index, IReadOnlyList<Resource> total, AgentUse? used) => new()
    {
        Agent = new AgentInfo
        {
            Id = new AgentID { Value = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"agent-{index:D6}") },
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
