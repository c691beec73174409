using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using CapabilityType = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>An agent of a case: what its grain would keep and report.</summary>
/// <param name="id">Agent id.</param>
/// <param name="epoch">Greater than that of any agent of this id before.</param>
internal sealed class CaseAgentLedger(string id, long epoch)
{
    private readonly Dictionary<(string Framework, string Role), ResourceSet> _used = [];
    private readonly List<string> _endedOffers = [];

    /// <summary>Epoch of its reports.</summary>
    public long Epoch { get; } = epoch;

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

    /// <summary>What a framework uses under a role.</summary>
    public ResourceSet UsedBy(string framework, string role) =>
        _used.GetValueOrDefault((framework, role), ResourceSet.Empty);

    /// <summary>Everything that is used.</summary>
    public ResourceSet Used => ResourceSet.Sum(_used.Values);

    /// <summary>Sets what a framework uses under a role.</summary>
    public void SetUsed(string framework, string role, ResourceSet resources)
    {
        if (resources.IsEmpty)
        {
            _used.Remove((framework, role));
        }
        else
        {
            _used[(framework, role)] = resources;
        }
    }

    /// <summary>Notes an offer that was accepted here.</summary>
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
    public AgentReport Report() => new()
    {
        Agent = CaseMessages.Agent(id, Attributes),
        Epoch = Epoch,
        Version = Version,
        Total = Total.ToProto(ResourceFormat.Post),
        Used =
        [
            .. _used.Select(use => new AgentUse
            {
                FrameworkId = use.Key.Framework,
                Role = use.Key.Role,
                Resources = use.Value.Allocate(use.Key.Role).ToProto(ResourceFormat.Post),
            }),
        ],
        Active = IsActive,
        Ip = "127.0.0.1",
        Capabilities = [.. Announced()],
        Unavailability = Unavailability,
        EndedOffers = [.. _endedOffers],
    };

    private IEnumerable<AgentInfo.Types.Capability> Announced()
    {
        (AgentCapabilities Flag, CapabilityType Type)[] all =
        [
            (AgentCapabilities.MultiRole, CapabilityType.MultiRole),
            (AgentCapabilities.HierarchicalRole, CapabilityType.HierarchicalRole),
            (AgentCapabilities.ReservationRefinement, CapabilityType.ReservationRefinement),
        ];
        return all.Where(one => Capabilities.HasFlag(one.Flag)).Select(one => new AgentInfo.Types.Capability { Type = one.Type });
    }
}
