using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Protocol.V1;
using FrameworkCapability = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>The protocol's messages that stand for what a case says, as frameworks and agents would send them.</summary>
public static class CaseMessages
{
    private static readonly (FrameworkCapabilities Flag, FrameworkCapability Type)[] Known =
    [
        (FrameworkCapabilities.MultiRole, FrameworkCapability.MultiRole),
        (FrameworkCapabilities.RevocableResources, FrameworkCapability.RevocableResources),
        (FrameworkCapabilities.SharedResources, FrameworkCapability.SharedResources),
        (FrameworkCapabilities.ReservationRefinement, FrameworkCapability.ReservationRefinement),
        (FrameworkCapabilities.GpuResources, FrameworkCapability.GpuResources),
        (FrameworkCapabilities.RegionAware, FrameworkCapability.RegionAware),
    ];

    /// <summary>A framework.</summary>
    public static FrameworkInfo Framework(FrameworkSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var info = new FrameworkInfo { Id = new FrameworkID { Value = spec.Id }, Name = spec.Id, User = "root" };
        info.Roles.Add(spec.Roles);
        info.Capabilities.Add(Known.Where(one => spec.Capabilities.HasFlag(one.Flag))
            .Select(one => new FrameworkInfo.Types.Capability { Type = one.Type }));
        foreach (var (role, alternatives) in spec.MinAllocatableResources)
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

    /// <summary>An agent.</summary>
    public static AgentInfo Agent(string id, AgentAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var info = new AgentInfo { Id = new AgentID { Value = id }, Hostname = attributes.Hostname, Port = 5051 };
        info.Attributes.Add(attributes.Attributes);
        if (attributes.Region is { } region)
        {
            info.Domain = new DomainInfo
            {
                FaultDomain = new DomainInfo.Types.FaultDomain
                {
                    Region = new DomainInfo.Types.FaultDomain.Types.RegionInfo { Name = region },
                    Zone = new DomainInfo.Types.FaultDomain.Types.ZoneInfo { Name = attributes.Zone ?? string.Empty },
                },
            };
        }

        return info;
    }
}
