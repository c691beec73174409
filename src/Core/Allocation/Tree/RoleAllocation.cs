using MesosOrleans.Core.Roles;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>
/// What a role's allocator keeps: the demands of the role's frameworks, and the book of the offers that it has published.
/// It decides nothing about resources: it says who has lost an offer, which one is void, and what the root is to know.
/// Pure: the caller passes the time.
/// </summary>
/// <param name="role">The role's path.</param>
/// <param name="epoch">Number of this life; greater than that of each former one.</param>
public sealed class RoleAllocation(string role, long epoch)
{
    private readonly Dictionary<string, (DemandState Demand, DateTimeOffset HeardAt)> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenOffer> _offers = new(StringComparer.Ordinal);

    /// <summary>The role's path.</summary>
    public string Role => role;

    /// <summary>Number of this life.</summary>
    public long Epoch => epoch;

    /// <summary>Life of the root that the offers come from; 0 before the first batch.</summary>
    public long RootEpoch { get; private set; }

    /// <summary>Newest batch that was seen.</summary>
    public long LastBatch { get; private set; }

    /// <summary>Offers that are out.</summary>
    public IReadOnlyCollection<OpenOffer> Offers => _offers.Values;

    /// <summary>The newest demands.</summary>
    public IEnumerable<DemandState> Demands => _frameworks.Values.Select(framework => framework.Demand);

    /// <summary>The framework's newest demand, or null.</summary>
    public DemandState? DemandOf(string frameworkId) =>
        _frameworks.TryGetValue(frameworkId, out var framework) ? framework.Demand : null;

    /// <summary>
    /// Takes a framework's demand.
    /// </summary>
    /// <param name="demand">The demand.</param>
    /// <param name="believed">Offers of this role that the framework has.</param>
    /// <param name="patience">How long an offer may be on its way to its framework.</param>
    /// <param name="now">Present time.</param>
    public DemandOutcome SetDemand(
        DemandState demand, IReadOnlyCollection<string> believed, TimeSpan patience, DateTimeOffset now)
    {
        var known = DemandOf(demand.Id);
        if (known is not null && demand.Sequence < known.Sequence)
        {
            return new DemandOutcome(false, UnknownOffers(demand.Id, believed), []);
        }

        if (!FrameworkSpecReader.RolesOf(demand.Framework).Contains(role))
        {
            _frameworks.Remove(demand.Id);
            return new DemandOutcome(true, believed, EndAll(demand.Id));
        }

        _frameworks[demand.Id] = (demand, now);
        var isNews = known is null || demand.Sequence > known.Sequence
            || !known.InverseOffers.SequenceEqual(demand.InverseOffers);
        var set = believed.ToHashSet(StringComparer.Ordinal);
        var lost = _offers.Values
            .Where(offer => offer.FrameworkId == demand.Id && offer.MadeAt < now - patience && !set.Contains(offer.OfferId))
            .ToList();
        return new DemandOutcome(isNews, UnknownOffers(demand.Id, believed), Take(lost));
    }

    /// <summary>The framework was removed: its offers are over.</summary>
    public IReadOnlyList<OpenOffer> RemoveFramework(string frameworkId)
    {
        _frameworks.Remove(frameworkId);
        return EndAll(frameworkId);
    }

    /// <summary>
    /// Takes note of a batch.
    /// </summary>
    /// <param name="rootEpoch">Life of the root that made it.</param>
    /// <param name="batch">Its number.</param>
    /// <param name="forgotten">Offers of a former life of the root: void.</param>
    /// <returns>False when it is older than what was seen: nothing of it may be published.</returns>
    public bool TryBegin(long rootEpoch, long batch, out IReadOnlyList<OpenOffer> forgotten)
    {
        forgotten = [];
        if (rootEpoch < RootEpoch || (rootEpoch == RootEpoch && batch <= LastBatch))
        {
            return false;
        }

        if (rootEpoch > RootEpoch)
        {
            forgotten = Take([.. _offers.Values]);
            RootEpoch = rootEpoch;
        }

        LastBatch = batch;
        return true;
    }

    /// <summary>Enters an offer of the present batch in the book.</summary>
    /// <returns>False when the framework is not, or no longer, of this role: the offer is not to be published.</returns>
    public bool TryAdd(OpenOffer offer) => _frameworks.ContainsKey(offer.FrameworkId) && _offers.TryAdd(offer.OfferId, offer);

    /// <summary>An offer has ended at its framework.</summary>
    /// <returns>False when it was not out (any more): the root must not hear of it.</returns>
    public bool TryEnd(string offerId, string frameworkId) =>
        _offers.TryGetValue(offerId, out var offer) && offer.FrameworkId == frameworkId && _offers.Remove(offerId);

    /// <summary>The offer, or null when it is not out.</summary>
    public OpenOffer? Find(string offerId) => _offers.GetValueOrDefault(offerId);

    /// <summary>Offers that have been out for too long.</summary>
    public IReadOnlyList<OpenOffer> TimedOut(TimeSpan timeout, DateTimeOffset now) =>
        [.. _offers.Values.Where(offer => now - offer.MadeAt >= timeout)];

    /// <summary>Frameworks that have been silent since: what they had is over, their offers with it.</summary>
    public IReadOnlyList<OpenOffer> ForgetSilent(DateTimeOffset since)
    {
        var ended = new List<OpenOffer>();
        foreach (var silent in _frameworks.Where(framework => framework.Value.HeardAt < since).Select(framework => framework.Key).ToList())
        {
            ended.AddRange(RemoveFramework(silent));
        }

        return ended;
    }

    /// <summary>What the root is to know.</summary>
    /// <param name="whole">True for all demands and offers, false for no more than who speaks.</param>
    public RoleState Report(bool whole) => new(role, epoch, RootEpoch, LastBatch)
    {
        Demands = whole ? [.. Demands] : [],
        LiveOffers = whole ? [.. _offers.Keys] : null,
    };

    /// <summary>The role directly below this one through which a role further down is reached; null for this one itself.</summary>
    public string? ChildToward(string below)
    {
        if (!RoleName.IsStrictSubrole(below, role))
        {
            return null;
        }

        var slash = below.IndexOf('/', role.Length + 1);
        return slash < 0 ? below : below[..slash];
    }

    private List<string> UnknownOffers(string frameworkId, IEnumerable<string> believed) =>
        [.. believed.Where(id => !_offers.TryGetValue(id, out var offer) || offer.FrameworkId != frameworkId)];

    private IReadOnlyList<OpenOffer> EndAll(string frameworkId) =>
        Take([.. _offers.Values.Where(offer => offer.FrameworkId == frameworkId)]);

    private IReadOnlyList<OpenOffer> Take(IReadOnlyList<OpenOffer> offers)
    {
        foreach (var offer in offers)
        {
            _offers.Remove(offer.OfferId);
        }

        return offers;
    }
}
