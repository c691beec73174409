namespace MesosOrleans.Core.Allocation.Sorters;

/// <summary>
/// The tree and the accounting that both sorters share: clients as leaves, virtual leaves for clients that are also
/// parents, charges and counts on every node of a path, weights by path.
/// </summary>
public abstract class Sorter : ISorter
{
    private readonly Dictionary<string, int> _handles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly List<(string Path, SorterNode? Leaf)> _clients = [];
    private readonly Stack<int> _free = new();

    internal SorterNode Root { get; } = new("", "", null);

    /// <inheritdoc/>
    public int Count => _handles.Count;

    /// <inheritdoc/>
    public ScalarVector Charged => Root.Account.Totals;

    /// <inheritdoc/>
    public int Add(string client)
    {
        if (_handles.ContainsKey(client))
        {
            throw new ArgumentException($"Client '{client}' exists already", nameof(client));
        }

        var node = Root;
        var start = 0;
        while (start <= client.Length)
        {
            var end = client.IndexOf('/', start);
            end = end < 0 ? client.Length : end;
            MakeInternal(node);
            node = ChildOf(node, client[start..end], client[..end]);
            start = end + 1;
        }

        if (node.IsLeaf || node.Children.Count > 0)
        {
            node = NewChild(node, SorterNode.VirtualLeaf, client + "/" + SorterNode.VirtualLeaf, 1.0);
        }

        // A node that has just been made is neither leaf nor parent until here.
        node.Client = NewHandle(client, node);
        node.Parent!.RemoveOrdered(node);
        MarkDisordered(node.Parent);
        return node.Client;
    }

    /// <inheritdoc/>
    public void Remove(int client)
    {
        var leaf = Leaf(client);
        _handles.Remove(_clients[client].Path);
        _clients[client] = ("", null);
        _free.Push(client);
        for (var node = leaf.Parent; node is not null; node = node.Parent)
        {
            node.Account.Subtract(leaf.Account);
            MarkDisordered(node);
        }

        var current = leaf;
        while (current.Parent is { } parent && current.Children.Count == 0)
        {
            parent.Children.Remove(current.Name);
            parent.RemoveOrdered(current);
            current = parent;
        }

        CollapseIfOnlyVirtual(current);
    }

    /// <inheritdoc/>
    public void Activate(int client)
    {
        var leaf = Leaf(client);
        if (!leaf.IsActive)
        {
            leaf.IsActive = true;
            leaf.Parent!.AppendOrdered(leaf);
            MarkDisordered(leaf.Parent);
        }
    }

    /// <inheritdoc/>
    public void Deactivate(int client)
    {
        var leaf = Leaf(client);
        if (leaf.IsActive)
        {
            leaf.IsActive = false;
            leaf.Parent!.RemoveOrdered(leaf);
            OnActivityChanged();
        }
    }

    /// <inheritdoc/>
    public bool IsActive(int client) => Leaf(client).IsActive;

    /// <inheritdoc/>
    public int Find(string client) => _handles.TryGetValue(client, out var handle) ? handle : -1;

    /// <inheritdoc/>
    public string PathOf(int client) => _clients[client].Path;

    /// <inheritdoc/>
    public void UpdateWeight(string path, double weight)
    {
        if (weight == 1.0)
        {
            _weights.Remove(path);
        }
        else
        {
            _weights[path] = weight;
        }

        if (NodeAt(path) is { Parent: { } parent } node)
        {
            node.Weight = weight;
            MarkDisordered(parent);
        }
    }

    /// <inheritdoc/>
    public abstract void Allocated(int client, int agent, ResourceCharge charge);

    /// <inheritdoc/>
    public void Unallocated(int client, int agent, ResourceCharge charge)
    {
        for (var node = Leaf(client); node is not null; node = node.Parent)
        {
            node.Account.Subtract(agent, charge);
            MarkDisordered(node.Parent);
        }
    }

    /// <inheritdoc/>
    public void Update(int client, int agent, ResourceCharge oldCharge, ResourceCharge newCharge)
    {
        for (var node = Leaf(client); node is not null; node = node.Parent)
        {
            node.Account.Subtract(agent, oldCharge);
            node.Account.Add(agent, newCharge);
            MarkDisordered(node.Parent);
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<long> ChargedTo(int client) => Leaf(client).Account.Totals.Amounts;

    /// <inheritdoc/>
    public abstract double Share(string path);

    /// <inheritdoc/>
    public abstract void Sort(SorterWalk walk);

    internal SorterNode Leaf(int client) =>
        _clients[client].Leaf ?? throw new ArgumentException($"No client has the handle {client}", nameof(client));

    internal SorterNode? NodeAt(string path)
    {
        var node = Root;
        foreach (var component in path.Split('/'))
        {
            if (!node.Children.TryGetValue(component, out var child))
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    private protected abstract void MarkDisordered(SorterNode? parent);

    private protected virtual void OnActivityChanged()
    {
    }

    private int NewHandle(string path, SorterNode leaf)
    {
        if (!_free.TryPop(out var handle))
        {
            handle = _clients.Count;
            _clients.Add(default);
        }

        _clients[handle] = (path, leaf);
        _handles.Add(path, handle);
        return handle;
    }

    private SorterNode ChildOf(SorterNode node, string name, string path) =>
        node.Children.TryGetValue(name, out var child)
            ? child
            : NewChild(node, name, path, _weights.GetValueOrDefault(path, 1.0));

    private SorterNode NewChild(SorterNode parent, string name, string path, double weight)
    {
        var child = new SorterNode(name, path, parent) { Weight = weight };
        parent.Children.Add(name, child);
        parent.AppendOrdered(child);
        MarkDisordered(parent);
        return child;
    }

    /// <summary>A client about to get a descendant hands its own state to a virtual leaf.</summary>
    private void MakeInternal(SorterNode node)
    {
        if (!node.IsLeaf)
        {
            return;
        }

        var leaf = NewChild(node, SorterNode.VirtualLeaf, node.Path + "/" + SorterNode.VirtualLeaf, 1.0);
        leaf.Client = node.Client;
        leaf.IsActive = node.IsActive;
        leaf.Count = node.Count;
        leaf.Account.CopyFrom(node.Account);
        _clients[leaf.Client] = (_clients[leaf.Client].Path, leaf);
        if (!leaf.IsActive)
        {
            node.RemoveOrdered(leaf);
            node.Parent!.AppendOrdered(node);
        }

        node.Client = SorterNode.NoClient;
        node.IsActive = false;
        MarkDisordered(node);
        MarkDisordered(node.Parent);
    }

    private void CollapseIfOnlyVirtual(SorterNode node)
    {
        if (node.Children.Count != 1 || !node.Children.TryGetValue(SorterNode.VirtualLeaf, out var leaf))
        {
            return;
        }

        node.Children.Clear();
        node.RemoveOrdered(leaf);
        node.Client = leaf.Client;
        node.IsActive = leaf.IsActive;
        _clients[node.Client] = (_clients[node.Client].Path, node);
        if (!node.IsActive)
        {
            node.Parent!.RemoveOrdered(node);
        }

        MarkDisordered(node.Parent);
    }
}
