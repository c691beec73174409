namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>
/// The root of the allocator's tree: one <see cref="HierarchicalAllocator"/> that decides everything, and a book of the
/// offers that are out. What is reported to it - agents' ledgers, frameworks' demands, ends of offers - is turned into the
/// allocator's calls: newest wins, repetitions change nothing, so messages may be lost, late, doubled or out of order.
/// Every resource of an agent is free, in exactly one offer, or used. Pure: the caller passes the time.
/// Not safe for concurrent use.
/// </summary>
public sealed partial class RootAllocation
{
    private readonly RootOptions _options;
    private readonly HierarchicalAllocator _allocator;
    private readonly OfferNames _names;
    private readonly Dictionary<string, AgentEntry> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FrameworkEntry> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleEntry> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OutOffer> _offers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _rescinds = new(StringComparer.Ordinal);
    private readonly List<InverseOfferOut> _inverseEnds = [];
    private readonly HashSet<string> _probes = new(StringComparer.Ordinal);
    private long _batch;

    /// <summary>Creates a root that knows nothing.</summary>
    /// <param name="epoch">Number of this life of the root; greater than that of each former one.</param>
    /// <param name="options">Settings.</param>
    /// <param name="random">The source of chance; the same seed and the same messages give the same offers.</param>
    /// <param name="names">Names offers.</param>
    public RootAllocation(long epoch, RootOptions options, Random random, OfferNames names)
    {
        Epoch = epoch;
        _options = options;
        _names = names;
        _allocator = new HierarchicalAllocator(options.Allocator, random);
    }

    /// <summary>Number of this life of the root.</summary>
    public long Epoch { get; }

    /// <summary>The allocator, to look at; changes go through this class.</summary>
    public HierarchicalAllocator Allocator => _allocator;

    /// <summary>True when something has asked for a cycle that has not been run.</summary>
    public bool IsRunRequested => _allocator.IsRunRequested;

    /// <summary>Number of the newest batch.</summary>
    public long LastBatch => _batch;

    /// <summary>Offers that are out.</summary>
    public IReadOnlyCollection<OutOffer> Offers => _offers.Values;

    /// <summary>Agents that have reported and were not removed.</summary>
    public int AgentCount => _agents.Count;

    /// <summary>An offer that is out, or null.</summary>
    public OutOffer? FindOffer(string offerId) => _offers.GetValueOrDefault(offerId);

    /// <summary>Newest reports of all agents.</summary>
    public IEnumerable<AgentSnapshot> Agents => _agents.Values.Select(agent => agent.Snapshot);

    /// <summary>An agent's newest report, or null.</summary>
    public AgentSnapshot? Agent(string agentId) => _agents.GetValueOrDefault(agentId)?.Snapshot;

    /// <summary>Runs a cycle; its offers are in the book from now on.</summary>
    /// <param name="now">Present time.</param>
    /// <param name="periodic">True for the periodic cycle over all agents.</param>
    public RootRun Run(DateTimeOffset now, bool periodic)
    {
        var run = periodic ? _allocator.RunBatch(now) : _allocator.Run(now);
        _batch++;
        var offers = new OutOffer[run.Offers.Count];
        _offers.EnsureCapacity(_offers.Count + offers.Length);
        for (var index = 0; index < offers.Length; index++)
        {
            var decided = run.Offers[index];
            var offer = new OutOffer(_names.Take(), decided, _batch, now, _agents[decided.AgentId], RoleOf(decided.Role));
            offers[index] = offer;
            _offers.Add(offer.Id, offer);
            offer.AgentEntry.Offers.Add(offer);
            offer.RoleEntry.Offers.Add(offer);
        }

        return new RootRun(_batch, offers, TakeInverse(run.InverseOffers, now));
    }

    /// <summary>A number for a batch without offers.</summary>
    public long NextBatch() => ++_batch;

    /// <summary>
    /// Takes the answer of a role to its part of a batch.
    /// </summary>
    /// <param name="role">The role.</param>
    /// <param name="roleEpoch">Life of its allocator that answered.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="taken">
    /// False when it refused the batch. That says nothing of a copy that it may have taken: its list of offers decides.
    /// </param>
    /// <param name="now">Present time.</param>
    public void Acknowledge(string role, long roleEpoch, long batch, bool taken, DateTimeOffset now)
    {
        var entry = RoleOf(role);
        TakeRoleEpoch(entry, roleEpoch, now);
        foreach (var offer in entry.Offers.Where(offer => offer.Batch == batch).ToList())
        {
            if (roleEpoch < entry.Epoch)
            {
                Release(offer, null, now);
            }
            else if (taken)
            {
                offer.RoleEpoch = roleEpoch;
            }
        }
    }

    /// <summary>A batch to a role was not answered: what became of it has to be asked.</summary>
    public void Doubt(string role)
    {
        RoleOf(role).NeedsProbe = true;
    }

    /// <summary>Takes what has to be done by others since this was last asked.</summary>
    public RootEffects TakeEffects()
    {
        if (_rescinds.Count == 0 && _inverseEnds.Count == 0 && _probes.Count == 0)
        {
            return RootEffects.Nothing;
        }

        var effects = new RootEffects(
            _rescinds.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value, StringComparer.Ordinal),
            [.. _inverseEnds], [.. _probes]);
        _rescinds.Clear();
        _inverseEnds.Clear();
        _probes.Clear();
        return effects;
    }

    /// <summary>
    /// What heals what nobody else does: asks roles in doubt, repeats rescinds that were not answered, rescinds offers of
    /// what is in use after all or no longer there, forgets agents and frameworks that have been silent for long. To be called once a heartbeat.
    /// </summary>
    public void Heal(DateTimeOffset now)
    {
        foreach (var (role, entry) in _roles)
        {
            if (entry.NeedsProbe)
            {
                entry.NeedsProbe = false;
                _probes.Add(role);
            }

            foreach (var offer in entry.Offers.Where(offer => offer.IsRescinding))
            {
                AddRescind(role, offer.Id);
            }
        }

        foreach (var (id, agent) in _agents)
        {
            if (_allocator.IsOvercommitted(id))
            {
                RescindExcess(agent);
            }
        }

        var silentSince = now - _options.SilenceMax;
        foreach (var agent in _agents.Where(agent => agent.Value.HeardAt < silentSince).Select(agent => agent.Key).ToList())
        {
            RemoveAgent(agent);
        }

        foreach (var framework in _frameworks.Where(one => one.Value.HeardAt < silentSince).Select(one => one.Key).ToList())
        {
            Forget(framework);
        }
    }

    private RoleEntry RoleOf(string role)
    {
        if (!_roles.TryGetValue(role, out var entry))
        {
            _roles.Add(role, entry = new RoleEntry());
        }

        return entry;
    }

    private void AddRescind(string role, string offerId)
    {
        if (!_rescinds.TryGetValue(role, out var ids))
        {
            _rescinds.Add(role, ids = []);
        }

        ids.Add(offerId);
    }
}
