namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>Agents by id and by dense index.</summary>
internal sealed class AgentTable(ResourceViews views)
{
    private readonly Dictionary<string, AgentRow> _byId = new(StringComparer.Ordinal);
    private readonly List<AgentRow?> _byIndex = [];
    private readonly Stack<int> _free = new();

    public int Count => _byId.Count;

    /// <summary>One more than the highest index in use so far.</summary>
    public int IndexCount => _byIndex.Count;

    /// <summary>All agents in the order of their indexes.</summary>
    public IEnumerable<AgentRow> All => _byIndex.OfType<AgentRow>();

    public AgentRow? this[int index] => _byIndex[index];

    public AgentRow? Find(string id) => _byId.GetValueOrDefault(id);

    public AgentRow Add(AgentSpec spec)
    {
        if (!_free.TryPop(out var index))
        {
            index = _byIndex.Count;
            _byIndex.Add(null);
        }

        var row = new AgentRow(index, spec.Id, views)
        {
            Attributes = spec.Attributes,
            Capabilities = spec.Capabilities,
        };
        _byIndex[index] = row;
        _byId.Add(spec.Id, row);
        return row;
    }

    public void Remove(AgentRow agent)
    {
        _byId.Remove(agent.Id);
        _byIndex[agent.Index] = null;
        _free.Push(agent.Index);
    }
}
