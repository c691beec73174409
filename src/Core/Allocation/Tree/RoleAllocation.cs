using MesosOrleans.Core.Allocation.Sorters;
using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using CapabilityType = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>
/// A role's part of an allocation cycle: the pieces that the root gave it go to its frameworks, the one with the
/// smallest dominant share first; it keeps the offers that are out and the refuse filters. Pure.
/// </summary>
public sealed class RoleAllocation
{
    private const int UsedAgent = 0;
    private readonly string _role;
    private readonly TimeSpan _filterMin;
    private readonly bool _filterGpus;
    private readonly Dictionary<string, DemandedFramework> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenOffer> _offers = new(StringComparer.Ordinal);
    private readonly ScalarNames _names = new();
    private readonly ScalarVector _clusterTotal = new();
    private readonly DrfSorter _sorter;
    private readonly SorterWalk _walk = new();

    /// <summary>Creates an allocation without frameworks.</summary>
    /// <param name="role">The role's path.</param>
    /// <param name="filterMin">Shortest life of a filter: the allocation interval.</param>
    /// <param name="filterGpus">Withhold agents with GPUs from frameworks that do not ask for them.</param>
    public RoleAllocation(string role, TimeSpan filterMin, bool filterGpus)
    {
        _role = role;
        _filterMin = filterMin;
        _filterGpus = filterGpus;
        _sorter = new DrfSorter(_clusterTotal);
    }

    /// <summary>True while some framework takes offers.</summary>
    public bool Wanted => _frameworks.Values.Any(framework => framework.Active);

    /// <summary>The role's frameworks.</summary>
    public IReadOnlyCollection<string> Frameworks => _frameworks.Keys;

    /// <summary>Offers that are out.</summary>
    public IReadOnlyCollection<OpenOffer> Offers => _offers.Values;

    /// <summary>The earliest end of a filter, or null when there is none.</summary>
    public DateTimeOffset? NextExpiry
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var filter in _frameworks.Values.SelectMany(framework => framework.Filters.Values).SelectMany(some => some))
            {
                next = next is null || filter.Until < next ? filter.Until : next;
            }

            return next;
        }
    }

    /// <summary>
    /// Takes what a framework wants; an older demand than the newest is dropped.
    /// </summary>
    /// <returns>True when agents that were turned down may be wanted now.</returns>
    public bool SetDemand(
        FrameworkInfo info, long sequence, bool active, bool clearFilters, OfferConstraints.Types.RoleConstraints? constraints)
    {
        var id = info.Id.Value;
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            framework = new DemandedFramework { Client = _sorter.Add(id), Info = info };
            _frameworks.Add(id, framework);
        }

        var retry = (active && !framework.Active)
            || (clearFilters && framework.Filters.Count > 0)
            || !Equals(constraints, framework.Constraints)
            || !framework.Info.Capabilities.Equals(info.Capabilities);
        framework.Info = info;
        framework.Sequence = sequence;
        framework.Active = active;
        framework.Constraints = constraints;
        if (clearFilters)
        {
            framework.Filters.Clear();
        }

        if (active)
        {
            _sorter.Activate(framework.Client);
        }
        else
        {
            _sorter.Deactivate(framework.Client);
        }

        return retry;
    }

    /// <summary>Of the offers that a framework believes in, those that are not out; its others come to be known by that.</summary>
    public IReadOnlyList<string> UnknownOffers(string frameworkId, IEnumerable<string> offers) =>
        [.. offers.Where(id => !_offers.TryGetValue(id, out var offer) || offer.FrameworkId != frameworkId)];

    /// <summary>Offers that are out to a framework which does not have them, and had the time to get them.</summary>
    public IReadOnlyList<OpenOffer> LostOffers(string frameworkId, IReadOnlyCollection<string> believed, DateTimeOffset madeBefore) =>
        [.. _offers.Values.Where(offer =>
            offer.FrameworkId == frameworkId && offer.MadeAt < madeBefore && !believed.Contains(offer.OfferId))];

    /// <summary>The framework left: its offers are over.</summary>
    public IReadOnlyList<EndedPiece> RemoveFramework(string frameworkId)
    {
        if (!_frameworks.Remove(frameworkId, out var framework))
        {
            return [];
        }

        var ended = _offers.Values.Where(offer => offer.FrameworkId == frameworkId).ToList();
        foreach (var offer in ended)
        {
            _offers.Remove(offer.OfferId);
        }

        _sorter.Remove(framework.Client);
        return [.. ended.Select(offer => new EndedPiece(offer.Piece, frameworkId, ResourceSet.Empty, 0))];
    }

    /// <summary>Takes the cluster's totals and what the role's frameworks use.</summary>
    public void SetShares(
        IReadOnlyDictionary<string, long> clusterTotal,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> used)
    {
        var changed = clusterTotal.Any(total => _clusterTotal[_names.Intern(total.Key)] != total.Value);
        if (changed)
        {
            _clusterTotal.Clear();
            foreach (var (name, milli) in clusterTotal)
            {
                _clusterTotal[_names.Intern(name)] = milli;
            }
        }

        foreach (var (id, framework) in _frameworks)
        {
            var next = new ResourceCharge();
            foreach (var (name, milli) in used.GetValueOrDefault(id) ?? new Dictionary<string, long>())
            {
                next.Add(_names.Intern(name), milli);
            }

            _sorter.Update(framework.Client, UsedAgent, framework.Used, next);
            framework.Used = next;
        }
    }

    /// <summary>
    /// Gives pieces to frameworks.
    /// </summary>
    /// <param name="pieces">The pieces, in order.</param>
    /// <param name="now">The time, for filters.</param>
    /// <param name="nextOfferId">Names an offer.</param>
    /// <param name="minimum">False for amounts that are not worth an offer to a framework.</param>
    /// <param name="leftover">Receives the pieces that nobody takes.</param>
    /// <returns>The offers by framework.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<Offer>> Assign(
        IReadOnlyList<GivenPiece> pieces, DateTimeOffset now, Func<string> nextOfferId,
        Func<FrameworkInfo, ResourceSet, bool> minimum, List<long> leftover)
    {
        Expire(now);
        var made = new Dictionary<string, List<Offer>>(StringComparer.Ordinal);
        foreach (var piece in pieces)
        {
            if (!TryGive(piece, now, nextOfferId, minimum, made))
            {
                leftover.Add(piece.Id);
            }
        }

        return made.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Offer>)pair.Value, StringComparer.Ordinal);
    }

    /// <summary>
    /// An offer has ended at its framework.
    /// </summary>
    /// <returns>What goes back, or null when the offer is not out (any more).</returns>
    public EndedPiece? EndOffer(
        string offerId, string frameworkId, ResourceSet used, long ledgerVersion, double? refuseSeconds, DateTimeOffset now)
    {
        if (!_offers.TryGetValue(offerId, out var offer) || offer.FrameworkId != frameworkId)
        {
            return null;
        }

        _offers.Remove(offerId);
        var framework = _frameworks[frameworkId];
        _sorter.Unallocated(framework.Client, UsedAgent, ChargeOf.From(offer.Resources, _names));
        var rest = offer.Resources - used.Unallocate();
        if (refuseSeconds is { } seconds && !rest.IsEmpty)
        {
            var lifetime = TimeSpan.FromSeconds(seconds);
            var until = now + (lifetime > _filterMin ? lifetime : _filterMin);
            if (!framework.Filters.TryGetValue(offer.AgentId, out var filters))
            {
                framework.Filters[offer.AgentId] = filters = [];
            }

            filters.RemoveAll(filter => rest.Contains(filter.Resources) && filter.Until <= until);
            filters.Add(new RefusedResources(rest, until));
        }

        return new EndedPiece(offer.Piece, frameworkId, used, ledgerVersion);
    }

    /// <summary>Removes filters that are over.</summary>
    /// <returns>Their agents.</returns>
    public IReadOnlyList<string> Expire(DateTimeOffset now)
    {
        var agents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var framework in _frameworks.Values)
        {
            foreach (var (agent, filters) in framework.Filters)
            {
                if (filters.RemoveAll(filter => filter.Until <= now) > 0)
                {
                    agents.Add(agent);
                }

                if (filters.Count == 0)
                {
                    framework.Filters.Remove(agent);
                }
            }
        }

        return [.. agents];
    }

    /// <summary>Forgets all offers: the root began anew.</summary>
    public IReadOnlyList<OpenOffer> ForgetOffers()
    {
        var all = _offers.Values.ToList();
        foreach (var offer in all)
        {
            EndOffer(offer.OfferId, offer.FrameworkId, ResourceSet.Empty, 0, null, default);
        }

        return all;
    }

    private bool TryGive(
        GivenPiece piece, DateTimeOffset now, Func<string> nextOfferId,
        Func<FrameworkInfo, ResourceSet, bool> minimum, Dictionary<string, List<Offer>> made)
    {
        _sorter.Sort(_walk);
        for (var client = _walk.Next(); client >= 0; client = _walk.Next())
        {
            var id = _sorter.PathOf(client);
            var framework = _frameworks[id];
            if (!Takes(framework, piece) || Usable(framework.Info, piece.Resources) is not { IsEmpty: false } resources
                || !resources.Equals(piece.Resources) || !minimum(framework.Info, resources) || IsFiltered(framework, piece.Agent.Id.Value, resources))
            {
                continue;
            }

            var offer = MakeOffer(nextOfferId(), framework, piece, resources);
            _offers.Add(offer.Id.Value, new OpenOffer(
                offer.Id.Value, piece.Id, id, piece.Agent.Id.Value, resources, now));
            _sorter.Allocated(client, UsedAgent, ChargeOf.From(resources, _names));
            if (!made.TryGetValue(id, out var offers))
            {
                made[id] = offers = [];
            }

            offers.Add(offer);
            return true;
        }

        return false;
    }

    private bool Takes(DemandedFramework framework, GivenPiece piece) =>
        (!_filterGpus || piece.Resources.Gpus == 0 || framework.Info.Has(CapabilityType.GpuResources))
        && AgentConstraints.Allow(framework.Constraints, piece.Agent);

    private static ResourceSet Usable(FrameworkInfo framework, ResourceSet resources)
    {
        if (!framework.Has(CapabilityType.RevocableResources))
        {
            resources = resources.NonRevocable;
        }

        return framework.Has(CapabilityType.SharedResources) ? resources : resources.NonShared;
    }

    private static bool IsFiltered(DemandedFramework framework, string agentId, ResourceSet resources) =>
        framework.Filters.TryGetValue(agentId, out var filters)
        && filters.Exists(filter => filter.Resources.Contains(resources));

    private Offer MakeOffer(string offerId, DemandedFramework framework, GivenPiece piece, ResourceSet resources)
    {
        var agent = piece.Agent;
        var offer = new Offer
        {
            Id = new OfferID { Value = offerId },
            FrameworkId = framework.Info.Id,
            AgentId = agent.Id,
            Hostname = agent.Hostname,
            Url = new URL
            {
                Scheme = "http",
                Address = new Address { Hostname = agent.Hostname, Ip = piece.Ip, Port = agent.Port },
                Path = "/slave(1)",
            },
            AllocationInfo = new Resource.Types.AllocationInfo { Role = _role },
        };
        if (agent.Domain is not null)
        {
            offer.Domain = agent.Domain;
        }

        offer.Attributes.Add(agent.Attributes);
        offer.Resources.Add(resources.Allocate(_role).ToProto(ResourceFormat.Post));
        foreach (var executor in piece.Executors?.GetValueOrDefault(framework.Info.Id.Value) ?? [])
        {
            offer.ExecutorIds.Add(new ExecutorID { Value = executor });
        }

        return offer;
    }
}
