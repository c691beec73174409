using MesosOrleans.Core.Allocation;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using CapabilityType = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>A framework of a case: what its grain would keep and tell its roles.</summary>
internal sealed class CaseFramework
{
    private static readonly (FrameworkCapabilities Flag, CapabilityType Type)[] Known =
    [
        (FrameworkCapabilities.MultiRole, CapabilityType.MultiRole),
        (FrameworkCapabilities.RevocableResources, CapabilityType.RevocableResources),
        (FrameworkCapabilities.SharedResources, CapabilityType.SharedResources),
        (FrameworkCapabilities.ReservationRefinement, CapabilityType.ReservationRefinement),
        (FrameworkCapabilities.GpuResources, CapabilityType.GpuResources),
        (FrameworkCapabilities.RegionAware, CapabilityType.RegionAware),
    ];

    private readonly Dictionary<string, long> _revives = new(StringComparer.Ordinal);
    private long _session = 1;

    /// <summary>What it is.</summary>
    public required FrameworkSpec Spec { get; set; }

    /// <summary>Number of its newest demand; never smaller than that of a framework of the same id before.</summary>
    public required long Sequence { get; set; }

    /// <summary>Whether its scheduler is connected.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Connects or disconnects it.</summary>
    public void SetActive(bool isActive)
    {
        _session += IsActive && !isActive ? 1 : 0;
        IsActive = isActive;
    }

    /// <summary>Takes offers of roles again.</summary>
    public void Revive(IEnumerable<string> roles)
    {
        foreach (var role in roles)
        {
            _revives[role] = _revives.GetValueOrDefault(role) + 1;
        }
    }

    /// <summary>What it tells a role.</summary>
    /// <param name="offers">Offers of the role that it has.</param>
    public FrameworkDemand Demand(IReadOnlyList<string> offers) => new()
    {
        Framework = Info(),
        Sequence = Sequence,
        Active = IsActive,
        Session = _session,
        Suppressed = [.. Spec.SuppressedRoles],
        Constraints = Spec.Constraints.Source,
        Revives = new Dictionary<string, long>(_revives),
        Offers = offers,
    };

    private FrameworkInfo Info()
    {
        var info = new FrameworkInfo { Id = new FrameworkID { Value = Spec.Id }, Name = Spec.Id, User = "root" };
        info.Roles.Add(Spec.Roles);
        info.Capabilities.Add(Known.Where(one => Spec.Capabilities.HasFlag(one.Flag))
            .Select(one => new FrameworkInfo.Types.Capability { Type = one.Type }));
        foreach (var (role, alternatives) in Spec.MinAllocatableResources)
        {
            var least = new OfferFilters.Types.MinAllocatableResources();
            foreach (var alternative in alternatives)
            {
                var quantities = new OfferFilters.Types.ResourceQuantities();
                foreach (var quantity in alternative)
                {
                    quantities.Quantities.Add(quantity.Name, new Value.Types.Scalar { Value = quantity.Milli / 1000.0 });
                }

                least.Quantities.Add(quantities);
            }

            info.OfferFilters.Add(role, new OfferFilters { MinAllocatableResources = least });
        }

        return info;
    }
}
