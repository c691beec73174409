using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Sorters;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>A role with frameworks: a client of the role sorter that owns a framework sorter.</summary>
internal sealed class TrackedRole(RoleNode node, int client, ISorter frameworks)
{
    // Up to this many frameworks, looking at each one's bit is cheaper than starting a walk.
    private const int FewFrameworks = 4;
    private FrameworkRole?[] _byClient = [];
    private int[] _slots = [];

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
        _slots = Frameworks.Count > FewFrameworks
            ? new int[FewFrameworks + 1]
            : [.. All.Select(one => one.Slot)];
    }

    /// <summary>True when it can be told at once that every framework of the role is blocked on the agent.</summary>
    public bool IsBlocked(PairBits blocked, int agent)
    {
        if (_slots.Length > FewFrameworks)
        {
            return false;
        }

        foreach (var slot in _slots)
        {
            if (!blocked[agent, slot])
            {
                return false;
            }
        }

        return true;
    }
}
