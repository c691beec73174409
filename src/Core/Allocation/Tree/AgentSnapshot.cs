using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An agent's ledger in sum, as the root of the allocator knows it.</summary>
public sealed record AgentSnapshot
{
    /// <summary>The agent, for offers.</summary>
    public required AgentInfo Info { get; init; }

    /// <summary>Address of its own HTTP endpoint.</summary>
    public string Ip { get; init; } = "";

    /// <summary>Rises with each registration.</summary>
    public required long Epoch { get; init; }

    /// <summary>Rises with each change within an epoch.</summary>
    public required long Version { get; init; }

    /// <summary>Everything it has, unallocated.</summary>
    public required ResourceSet Total { get; init; }

    /// <summary>What frameworks hold; one entry a framework and role.</summary>
    public required IReadOnlyList<UsedResources> Uses { get; init; }

    /// <summary>Executors by framework.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Executors { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>False while nothing of it is to be offered.</summary>
    public required bool Active { get; init; }

    /// <summary>Its capabilities.</summary>
    public AgentCapabilities Capabilities { get; init; } = AgentCapabilities.All;

    /// <summary>When it is planned to be unavailable, or null.</summary>
    public Unavailability? Unavailability { get; init; }

    /// <summary>Offers that ACCEPTs up to this version have consumed.</summary>
    public IReadOnlyList<string> EndedOffers { get; init; } = [];

    /// <summary>True when this says no more than the other, which is older or the same.</summary>
    internal bool Repeats(AgentSnapshot other) =>
        Epoch == other.Epoch && Version == other.Version && Active == other.Active && Ip == other.Ip
        && Capabilities == other.Capabilities && Equals(Unavailability, other.Unavailability)
        && (ReferenceEquals(Info, other.Info) || Info.Equals(other.Info)) && Total.Equals(other.Total);

    /// <summary>True when this is older than the other.</summary>
    internal bool IsOlderThan(AgentSnapshot other) =>
        Epoch < other.Epoch || (Epoch == other.Epoch && Version < other.Version);

    /// <summary>True when this contains what the ledger had at a version.</summary>
    internal bool Contains(long epoch, long version) => Epoch > epoch || (Epoch == epoch && Version >= version);
}
