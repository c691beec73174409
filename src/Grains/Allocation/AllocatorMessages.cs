using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using CapabilityType = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Messages between grains and the plain records of Core that they stand for.</summary>
internal static class AllocatorMessages
{
    /// <summary>An agent's report.</summary>
    public static AgentSnapshot ToCore(this AgentReport report) => new()
    {
        Info = report.Agent,
        Ip = report.Ip,
        Epoch = report.Epoch,
        Version = report.Version,
        Total = ResourceSet.FromProto(report.Total),
        Uses =
        [
            .. report.Used.Select(use =>
                new UsedResources(use.FrameworkId, use.Role, ResourceSet.FromProto(use.Resources).Unallocate())),
        ],
        Executors = ExecutorsOf(report.Used),
        Active = report.Active,
        Capabilities = CapabilitiesOf(report.Capabilities),
        Unavailability = report.Unavailability,
        EndedOffers = report.EndedOffers,
    };

    /// <summary>A framework's demand.</summary>
    public static DemandState ToCore(this FrameworkDemand demand) => new(demand.Framework, demand.Sequence)
    {
        Active = demand.Active,
        Session = demand.Session,
        Suppressed = demand.Suppressed,
        Constraints = demand.Constraints,
        Revives = demand.Revives,
        InverseOffers = demand.InverseOffers,
    };

    /// <summary>A framework's demand on its way up; which offers it has is its role's business.</summary>
    public static FrameworkDemand ToMessage(this DemandState demand) => new()
    {
        Framework = demand.Framework,
        Sequence = demand.Sequence,
        Active = demand.Active,
        Session = demand.Session,
        Suppressed = demand.Suppressed,
        Constraints = demand.Constraints,
        Revives = demand.Revives,
        Offers = [],
        InverseOffers = demand.InverseOffers,
    };

    /// <summary>A role's report.</summary>
    public static RoleState ToCore(this RoleReport report) =>
        new(report.Role, report.Epoch, report.RootEpoch, report.LastBatch)
        {
            Demands = [.. report.Demands.Select(ToCore)],
            Removed = report.Removed,
            LiveOffers = report.LiveOffers,
        };

    /// <summary>A role's report.</summary>
    public static RoleReport ToMessage(this RoleState state) => new()
    {
        Role = state.Role,
        Epoch = state.Epoch,
        RootEpoch = state.RootEpoch,
        LastBatch = state.LastBatch,
        Demands = [.. state.Demands.Select(ToMessage)],
        Removed = state.Removed,
        LiveOffers = state.LiveOffers,
    };

    /// <summary>An ended offer.</summary>
    public static EndedOffer ToCore(this OfferEnd end) => new(end.OfferId, end.FrameworkId)
    {
        Used = end.Used.Count == 0 ? ResourceSet.Empty : ResourceSet.FromProto(end.Used).Unallocate(),
        LedgerEpoch = end.LedgerEpoch,
        LedgerVersion = end.LedgerVersion,
        Refusal = end.RefuseSeconds is { } seconds ? RefuseDuration.FromSeconds(seconds) : null,
        Converted = end.Converted,
    };

    /// <summary>Quotas by role.</summary>
    public static IReadOnlyDictionary<string, RoleQuota> QuotasOf(RolePolicy policy) =>
        policy.Quotas.ToDictionary(pair => pair.Key, pair => QuotaConfigValidator.ToQuota(pair.Value), StringComparer.Ordinal);

    /// <summary>Amounts by name, in thousandths.</summary>
    public static IReadOnlyDictionary<string, long> ToAmounts(this ResourceQuantities quantities) =>
        quantities.ToArray().ToDictionary(quantity => quantity.Name, quantity => quantity.Milli, StringComparer.Ordinal);

    /// <summary>Amounts by name, in thousandths.</summary>
    public static ResourceQuantities ToQuantities(this IReadOnlyDictionary<string, long> amounts) =>
        ResourceQuantities.Of([.. amounts.Select(amount => new ResourceQuantity(amount.Key, amount.Value))]);

    private static Dictionary<string, IReadOnlyList<string>> ExecutorsOf(IEnumerable<AgentUse> uses)
    {
        var executors = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var use in uses)
        {
            if (use.ExecutorIds.Count > 0)
            {
                executors[use.FrameworkId] = use.ExecutorIds;
            }
        }

        return executors;
    }

    private static AgentCapabilities CapabilitiesOf(IEnumerable<AgentInfo.Types.Capability> capabilities)
    {
        var read = AgentCapabilities.None;
        foreach (var capability in capabilities)
        {
            read |= capability.Type switch
            {
                CapabilityType.MultiRole => AgentCapabilities.MultiRole,
                CapabilityType.HierarchicalRole => AgentCapabilities.HierarchicalRole,
                CapabilityType.ReservationRefinement => AgentCapabilities.ReservationRefinement,
                _ => AgentCapabilities.None,
            };
        }

        return read;
    }
}
