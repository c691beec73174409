using MesosOrleans.Core.Allocation.Sorters;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>
/// The root's part of an allocation cycle: agents' free resources to roles, the poorest role by weighted dominant share
/// first (allocation.md 5, 8.3 without quota). Who of a role's frameworks takes a piece is decided below, in
/// <see cref="RoleAllocation"/>; what nobody takes comes back and goes to the next role in the same cycle.
/// Pure: time plays no part, randomness comes from the caller.
/// </summary>
public sealed partial class RootAllocation
{
    private readonly Dictionary<string, AgentEntry> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleEntry> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Piece> _pieces = [];
    private readonly ScalarNames _names = new();
    private readonly ScalarVector _clusterTotal = new();
    private readonly DrfSorter _sorter;
    private readonly SorterWalk _walk = new();
    private readonly Random _random;
    private int _nextAgentIndex;
    private long _nextPiece = 1;
    private long _batch;

    /// <summary>Creates an allocation without agents or roles.</summary>
    /// <param name="random">Shuffles agents within a cycle.</param>
    public RootAllocation(Random random)
    {
        _random = random;
        _sorter = new DrfSorter(_clusterTotal);
    }

    /// <summary>True when a cycle has something to look at.</summary>
    public bool HasCandidates { get; private set; }

    /// <summary>Number of the newest cycle that gave something out.</summary>
    public long LastBatch => _batch;

    /// <summary>Scalar totals of all agents, by name, in thousandths.</summary>
    public IReadOnlyDictionary<string, long> ClusterTotal() => Named(_clusterTotal);

    /// <summary>What each framework of a role uses, by name, in thousandths; offers excluded.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> UsedBy(string role) =>
        _roles.TryGetValue(role, out var entry)
            ? entry.Used.ToDictionary(
                used => used.Key, used => (IReadOnlyDictionary<string, long>)Named(used.Value), StringComparer.Ordinal)
            : new Dictionary<string, IReadOnlyDictionary<string, long>>();

    /// <summary>What the root knows of an agent, or null.</summary>
    public AgentSnapshot? Agent(string agentId) => _agents.GetValueOrDefault(agentId)?.Snapshot;

    /// <summary>Roles that have pieces of an agent out.</summary>
    public IReadOnlyList<string> RolesWithPiecesOf(string agentId) => _agents.TryGetValue(agentId, out var agent)
        ? [.. agent.Out.Values.Select(piece => piece.Role).Distinct(StringComparer.Ordinal)]
        : [];

    /// <summary>What of an agent is neither used nor offered.</summary>
    public ResourceSet FreeOf(string agentId) => _agents.GetValueOrDefault(agentId)?.Free ?? ResourceSet.Empty;

    /// <summary>Takes an agent's report; an older one than the newest is dropped.</summary>
    public void Update(AgentSnapshot snapshot)
    {
        var id = snapshot.Info.Id.Value;
        if (_agents.TryGetValue(id, out var agent))
        {
            if (snapshot.Epoch < agent.Snapshot.Epoch
                || (snapshot.Epoch == agent.Snapshot.Epoch && snapshot.Version < agent.Snapshot.Version))
            {
                return;
            }

            AddTotal(agent.Snapshot.Total, -1);
            AddUsed(agent.Snapshot, -1);
            var sameEpoch = snapshot.Epoch == agent.Snapshot.Epoch;
            agent.Pending.RemoveAll(use => !sameEpoch || use.Version <= snapshot.Version);
            agent.Snapshot = snapshot;
        }
        else
        {
            agent = new AgentEntry(_nextAgentIndex++) { Snapshot = snapshot };
            _agents.Add(id, agent);
        }

        AddTotal(snapshot.Total, +1);
        AddUsed(snapshot, +1);
        Refresh(agent);
        if (snapshot.Active)
        {
            MarkCandidate(agent);
        }
    }

    /// <summary>Forgets an agent with everything on it.</summary>
    /// <returns>Roles that have pieces of it out.</returns>
    public IReadOnlyList<string> RemoveAgent(string agentId)
    {
        if (!_agents.Remove(agentId, out var agent))
        {
            return [];
        }

        AddTotal(agent.Snapshot.Total, -1);
        AddUsed(agent.Snapshot, -1);
        foreach (var (role, charge) in agent.Charges)
        {
            _sorter.Unallocated(_roles[role].Client, agent.Index, charge);
        }

        var roles = agent.Out.Values.Select(piece => piece.Role).Distinct(StringComparer.Ordinal).ToList();
        foreach (var piece in agent.Out.Keys)
        {
            _pieces.Remove(piece);
        }

        return roles;
    }

    /// <summary>Sets a role's weight.</summary>
    public void SetWeight(string role, double weight) => _sorter.UpdateWeight(role, weight);

    /// <summary>Takes a role's report; an older one than the newest is dropped.</summary>
    public void Update(RoleDemand demand)
    {
        var role = RoleOf(demand.Role);
        if (demand.Epoch < role.Epoch || (demand.Epoch == role.Epoch && demand.Sequence <= role.Sequence))
        {
            return;
        }

        if (demand.Epoch > role.Epoch)
        {
            // A new life of the role's allocator knows nothing of the former one's offers.
            End(_pieces.Values.Where(piece => piece.Role == demand.Role && role.Epoch != 0).ToList());
        }

        role.Epoch = demand.Epoch;
        role.Sequence = demand.Sequence;
        role.Wanted = demand.Wanted;
        role.Frameworks = demand.Frameworks;
        if (demand.LivePieces is { } live)
        {
            var set = live.ToHashSet();
            End(_pieces.Values.Where(piece =>
                piece.Role == demand.Role && piece.Batch <= demand.LastBatch && !set.Contains(piece.Id)).ToList());
        }

        if (demand.Wanted)
        {
            _sorter.Activate(role.Client);
            Retry(demand.Role, demand.Retry);
        }
        else
        {
            _sorter.Deactivate(role.Client);
        }
    }

    /// <summary>A piece comes back: what is used of it is the agent's ledger's, the rest is free.</summary>
    public void EndPiece(long pieceId, string frameworkId, ResourceSet used, long ledgerVersion)
    {
        if (!_pieces.TryGetValue(pieceId, out var piece))
        {
            return;
        }

        var agent = _agents[piece.AgentId];
        if (!used.IsEmpty && ledgerVersion > agent.Snapshot.Version)
        {
            agent.Pending.Add(new PendingUse(ledgerVersion, frameworkId, piece.Role, used.Unallocate()));
        }

        End([piece]);
    }

    /// <summary>Pieces that no framework of their role took: free again, and not for this role until it says so.</summary>
    public void TurnDown(IEnumerable<long> pieceIds)
    {
        foreach (var id in pieceIds)
        {
            if (_pieces.Remove(id, out var piece))
            {
                var agent = _agents[piece.AgentId];
                agent.Out.Remove(id);
                agent.TurnedDown.Add(piece.Role);
                var others = agent.TurnedDown.ToList();
                Refresh(agent);

                // What comes back is no growth: the roles that turned it down before still do.
                agent.TurnedDown.UnionWith(others);
                MarkCandidate(agent);
            }
        }
    }
}
