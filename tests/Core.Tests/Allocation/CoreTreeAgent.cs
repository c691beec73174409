using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>An agent's ledger, and what it reports of it.</summary>
internal sealed class CoreTreeAgent(string id, long epoch)
{
    private readonly Dictionary<(string Framework, string Role), ResourceSet> _used = [];
    private readonly List<string> _ended = [];

    public long Epoch => epoch;

    public long Version { get; private set; } = 1;

    public required AgentAttributes Attributes { get; set; }

    public required AgentCapabilities Capabilities { get; set; }

    public required ResourceSet Total { get; set; }

    public bool IsActive { get; set; } = true;

    /// <summary>Second since 1970 from which it will be away, or null.</summary>
    public long? UnavailableFrom { get; set; }

    public ResourceSet Used => ResourceSet.Sum(_used.Values);

    public ResourceSet UsedBy(string framework, string role) => _used.GetValueOrDefault((framework, role), ResourceSet.Empty);

    public void SetUsed(string framework, string role, ResourceSet resources)
    {
        _used.Remove((framework, role));
        if (!resources.IsEmpty)
        {
            _used.Add((framework, role), resources);
        }
    }

    /// <summary>Frees all that a framework uses; says whether there was anything.</summary>
    public bool Forget(string framework)
    {
        var keys = _used.Keys.Where(key => key.Framework == framework).ToList();
        keys.ForEach(key => _used.Remove(key));
        return keys.Count > 0;
    }

    public void EndOffer(string offerId) => _ended.Add(offerId);

    public void NextVersion() => Version++;

    /// <summary>The report of its present state, with a new version.</summary>
    public AgentSnapshot Report()
    {
        // What an end of an offer refers to is in the report of the same version.
        var snapshot = new AgentSnapshot
        {
            Info = CaseMessages.Agent(id, Attributes),
            Epoch = epoch,
            Version = Version,
            Total = Total,
            Uses = [.. _used.Select(use => new UsedResources(use.Key.Framework, use.Key.Role, use.Value))],
            Active = IsActive,
            Capabilities = Capabilities,
            Unavailability = UnavailableFrom is { } start
                ? new Unavailability { Start = new TimeInfo { Nanoseconds = start * 1_000_000_000 } }
                : null,
            EndedOffers = [.. _ended],
        };
        Version++;
        return snapshot;
    }
}
