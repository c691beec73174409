using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>An agent's grain, as far as the allocator is concerned: the ledger has the last word on what is used.</summary>
internal sealed class TreeAgentModel(string id)
{
    private const int EndsReported = 16;
    private static readonly ResourceSet Usual = ResourceSet.Parse("cpus:8;mem:800");
    private static readonly ResourceSet Grown = ResourceSet.Parse("cpus:10;mem:1000;cpus(r):1");
    private readonly List<(string Framework, string Role, ResourceSet Resources)> _tasks = [];
    private readonly Queue<string> _ended = new();

    public string Id => id;

    public long Epoch { get; private set; } = 1;

    public long Version { get; private set; } = 1;

    public ResourceSet Total { get; private set; } = Usual;

    public bool IsActive { get; private set; } = true;

    /// <summary>Nanoseconds since 1970 from which it will be away, or null.</summary>
    public long? UnavailableFrom { get; private set; }

    public ResourceSet Used => ResourceSet.Sum(_tasks.Select(task => task.Resources));

    public bool IsUsedBy(string framework) => _tasks.Exists(task => task.Framework == framework);

    public ResourceSet TryLaunch(string framework, string role, ResourceSet wanted, OutOffer offer)
    {
        _ended.Enqueue(offer.Id);
        Version++;
        if (!offer.Resources.Contains(wanted) || !(Total - Used).Contains(wanted))
        {
            return ResourceSet.Empty;
        }

        _tasks.Add((framework, role, wanted));
        return wanted;
    }

    public bool TryFinish(Random random)
    {
        if (_tasks.Count == 0)
        {
            return false;
        }

        _tasks.RemoveAt(random.Next(_tasks.Count));
        Version++;
        return true;
    }

    /// <summary>Ends all tasks of a framework; says whether there were any.</summary>
    public bool Kill(string framework)
    {
        var killed = _tasks.RemoveAll(task => task.Framework == framework);
        Version += killed > 0 ? 1 : 0;
        return killed > 0;
    }

    /// <summary>It grows or shrinks back, goes and comes back, plans to be away, or registers anew.</summary>
    public void Change(Random random, int tick)
    {
        switch (random.Next(4))
        {
            case 0:
                Total = Total.Equals(Usual) ? Grown : Usual.Contains(Used) ? Usual : Total;
                break;
            case 1:
                IsActive = !IsActive;
                break;
            case 2:
                UnavailableFrom = random.Next(3) == 0 ? null : (tick + 1) * 1_000_000_000L;
                break;
            default:
                // Accepted offers of before are not told any more: the new epoch contains them.
                Epoch++;
                Version = 0;
                _ended.Clear();
                break;
        }

        Version++;
    }

    public AgentSnapshot Snapshot() => new()
    {
        Info = new AgentInfo { Id = new AgentID { Value = id }, Hostname = id },
        Epoch = Epoch,
        Version = Version,
        Total = Total,
        Uses =
        [
            .. _tasks.GroupBy(task => (task.Framework, task.Role)).Select(group => new UsedResources(
                group.Key.Framework, group.Key.Role, ResourceSet.Sum(group.Select(task => task.Resources)))),
        ],
        Active = IsActive,
        Unavailability = UnavailableFrom is { } start
            ? new Unavailability { Start = new TimeInfo { Nanoseconds = start } }
            : null,
        EndedOffers = [.. _ended.TakeLast(EndsReported)],
    };
}
