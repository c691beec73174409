using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>An agent of a case: what its grain would keep and report.</summary>
/// <param name="id">Agent id.</param>
/// <param name="epoch">Greater than that of any agent of this id before.</param>
public sealed class CaseAgentLedger(string id, long epoch)
{
    private readonly Dictionary<(string Framework, string Role), ResourceSet> _used = [];
    private readonly List<string> _endedOffers = [];

    /// <summary>Agent id.</summary>
    public string Id => id;

    /// <summary>Epoch of its reports.</summary>
    public long Epoch => epoch;

    /// <summary>Version of its newest report.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>Host name, fault domain, attributes.</summary>
    public required AgentAttributes Attributes { get; set; }

    /// <summary>Its capabilities.</summary>
    public required AgentCapabilities Capabilities { get; set; }

    /// <summary>All it has.</summary>
    public required ResourceSet Total { get; set; }

    /// <summary>False when it must not be offered.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When it is planned to be unavailable, or null.</summary>
    public Unavailability? Unavailability { get; set; }

    /// <summary>Everything that is used.</summary>
    public ResourceSet Used => ResourceSet.Sum(_used.Values);

    /// <summary>What a framework uses under a role.</summary>
    public ResourceSet UsedBy(string framework, string role) =>
        _used.GetValueOrDefault((framework, role), ResourceSet.Empty);

    /// <summary>Sets what a framework uses under a role.</summary>
    public void SetUsed(string framework, string role, ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        if (resources.IsEmpty)
        {
            _used.Remove((framework, role));
        }
        else
        {
            _used[(framework, role)] = resources;
        }
    }

    /// <summary>Notes an offer that was accepted here and whose resources were changed.</summary>
    public void EndOffer(string offerId) => _endedOffers.Add(offerId);

    /// <summary>Frees all that a framework uses.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Forget(string framework)
    {
        var keys = _used.Keys.Where(key => key.Framework == framework).ToList();
        keys.ForEach(key => _used.Remove(key));
        return keys.Count > 0;
    }

    /// <summary>The version that the next report will have.</summary>
    public long NextVersion() => ++Version;

    /// <summary>The report of its present state.</summary>
    public AgentSnapshot Report() => new()
    {
        Info = CaseMessages.Agent(id, Attributes),
        Ip = "127.0.0.1",
        Epoch = epoch,
        Version = Version,
        Total = Total,
        Uses = [.. _used.Select(use => new UsedResources(use.Key.Framework, use.Key.Role, use.Value))],
        Active = IsActive,
        Capabilities = Capabilities,
        Unavailability = Unavailability,
        EndedOffers = [.. _endedOffers],
    };
}
