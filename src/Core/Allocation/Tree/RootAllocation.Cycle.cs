using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>The cycle itself, and the bookkeeping that keeps shares in step with it.</summary>
public sealed partial class RootAllocation
{
    /// <summary>
    /// Gives the free resources of all candidates to roles.
    /// </summary>
    /// <param name="minimum">False for amounts that are not worth an offer.</param>
    /// <returns>The pieces of each role, in the order in which they are to be given on.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<Piece>> Cycle(Func<ResourceSet, bool> minimum)
    {
        var given = new Dictionary<string, List<Piece>>(StringComparer.Ordinal);
        var candidates = _agents.Values.Where(agent => agent.IsCandidate).ToArray();
        HasCandidates = false;
        _random.Shuffle(candidates);
        _batch++;
        foreach (var agent in candidates)
        {
            agent.IsCandidate = false;
            if (agent.Snapshot.Active)
            {
                Give(agent, minimum, given);
            }
        }

        return given.ToDictionary(
            pair => pair.Key, pair => (IReadOnlyList<Piece>)pair.Value, StringComparer.Ordinal);
    }

    private void Give(AgentEntry agent, Func<ResourceSet, bool> minimum, Dictionary<string, List<Piece>> given)
    {
        // The order is a snapshot an agent: what one role gets of it counts from the next agent on.
        _sorter.Sort(_walk);
        var order = new List<string>();
        for (var client = _walk.Next(); client >= 0; client = _walk.Next())
        {
            order.Add(_sorter.PathOf(client));
        }

        foreach (var role in order)
        {
            if (agent.Free.IsEmpty)
            {
                return;
            }

            if (agent.TurnedDown.Contains(role))
            {
                continue;
            }

            var resources = agent.Free.AllocatableTo(role);
            if (resources.IsEmpty || !minimum(resources))
            {
                continue;
            }

            if (!given.TryGetValue(role, out var pieces))
            {
                given[role] = pieces = [];
            }

            pieces.Add(TakePiece(agent, role, resources));
        }
    }

    private Piece TakePiece(AgentEntry agent, string role, ResourceSet resources)
    {
        var piece = new Piece(_nextPiece++, agent.Snapshot.Info.Id.Value, role, _batch, resources);
        _pieces.Add(piece.Id, piece);
        agent.Out.Add(piece.Id, piece);
        var former = agent.TurnedDown.ToList();
        agent.Refresh();
        agent.TurnedDown.UnionWith(former);
        var charge = ChargeOf.From(resources, _names);
        _sorter.Allocated(_roles[role].Client, agent.Index, charge);
        if (agent.Charges.TryGetValue(role, out var sum))
        {
            sum.Scalars.Add(charge.Scalars.Amounts);
        }
        else
        {
            agent.Charges.Add(role, charge);
        }

        return piece;
    }

    private void End(List<Piece> pieces)
    {
        foreach (var piece in pieces)
        {
            _pieces.Remove(piece.Id);
            if (_agents.TryGetValue(piece.AgentId, out var agent))
            {
                agent.Out.Remove(piece.Id);
                Refresh(agent);
                MarkCandidate(agent);
            }
        }
    }

    // Growth beats what was turned down before; shares follow what is held and out.
    private void Refresh(AgentEntry agent)
    {
        if (agent.Refresh())
        {
            agent.TurnedDown.Clear();
        }

        var charges = new Dictionary<string, ResourceCharge>(StringComparer.Ordinal);
        foreach (var use in agent.Snapshot.Uses)
        {
            Charge(charges, use.Role, use.Resources);
        }

        foreach (var use in agent.Pending)
        {
            Charge(charges, use.Role, use.Resources);
        }

        foreach (var piece in agent.Out.Values)
        {
            Charge(charges, piece.Role, piece.Resources);
        }

        foreach (var (role, old) in agent.Charges)
        {
            if (charges.TryGetValue(role, out var next))
            {
                _sorter.Update(_roles[role].Client, agent.Index, old, next);
            }
            else
            {
                _sorter.Unallocated(_roles[role].Client, agent.Index, old);
            }
        }

        foreach (var (role, charge) in charges)
        {
            if (!agent.Charges.ContainsKey(role))
            {
                _sorter.Allocated(_roles[role].Client, agent.Index, charge);
            }
        }

        agent.Charges.Clear();
        foreach (var (role, charge) in charges)
        {
            agent.Charges.Add(role, charge);
        }
    }

    private void Charge(Dictionary<string, ResourceCharge> charges, string role, ResourceSet resources)
    {
        RoleOf(role);
        if (!charges.TryGetValue(role, out var charge))
        {
            charges[role] = charge = new ResourceCharge();
        }

        ChargeOf.Add(charge, resources, _names);
    }

    private RoleEntry RoleOf(string role)
    {
        if (!_roles.TryGetValue(role, out var entry))
        {
            entry = new RoleEntry { Role = role, Client = _sorter.Add(role) };
            _roles.Add(role, entry);
        }

        return entry;
    }

    private void Retry(string role, IReadOnlyList<string>? agents)
    {
        if (agents is null)
        {
            foreach (var agent in _agents.Values)
            {
                agent.TurnedDown.Remove(role);
                MarkCandidate(agent);
            }

            return;
        }

        foreach (var id in agents)
        {
            if (_agents.TryGetValue(id, out var agent))
            {
                agent.TurnedDown.Remove(role);
                MarkCandidate(agent);
            }
        }
    }

    private void MarkCandidate(AgentEntry agent)
    {
        if (!agent.Free.IsEmpty)
        {
            agent.IsCandidate = true;
            HasCandidates = true;
        }
    }

    private void AddTotal(ResourceSet total, int sign)
    {
        _clusterTotal.Add(ChargeOf.From(total, _names).Scalars.Amounts, sign);
    }

    private void AddUsed(AgentSnapshot snapshot, int sign)
    {
        foreach (var use in snapshot.Uses)
        {
            var role = RoleOf(use.Role);
            if (!role.Used.TryGetValue(use.FrameworkId, out var sum))
            {
                role.Used[use.FrameworkId] = sum = new ScalarVector();
            }

            sum.Add(ChargeOf.From(use.Resources, _names).Scalars.Amounts, sign);
            if (sum.IsZero)
            {
                role.Used.Remove(use.FrameworkId);
            }
        }
    }

    private Dictionary<string, long> Named(ScalarVector vector)
    {
        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var index = 0; index < _names.Count; index++)
        {
            if (vector[index] != 0)
            {
                named[_names[index]] = vector[index];
            }
        }

        return named;
    }
}
