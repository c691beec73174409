using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Sorters;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>A role with frameworks: a client of the role sorter that owns a framework sorter.</summary>
internal sealed class TrackedRole(RoleNode node, int client, ISorter frameworks)
{
    private FrameworkRole?[] _byClient = [];

    public RoleNode Node { get; } = node;

    /// <summary>Handle in the role sorter.</summary>
    public int Client { get; } = client;

    public ISorter Frameworks { get; } = frameworks;

    public FrameworkRole this[int client] => _byClient[client]!;

    public IEnumerable<FrameworkRole> All => _byClient.OfType<FrameworkRole>();

    public void Set(int client, FrameworkRole? framework)
    {
        if (client >= _byClient.Length)
        {
            Array.Resize(ref _byClient, Math.Max(client + 1, _byClient.Length * 2));
        }

        _byClient[client] = framework;
    }
}
