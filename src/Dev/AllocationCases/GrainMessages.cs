using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using CapabilityType = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>The messages to grains that stand for what agents and frameworks of a case report.</summary>
internal static class GrainMessages
{
    private static readonly (AgentCapabilities Flag, CapabilityType Type)[] Known =
    [
        (AgentCapabilities.MultiRole, CapabilityType.MultiRole),
        (AgentCapabilities.HierarchicalRole, CapabilityType.HierarchicalRole),
        (AgentCapabilities.ReservationRefinement, CapabilityType.ReservationRefinement),
    ];

    /// <summary>An agent's report.</summary>
    public static AgentReport ToMessage(this AgentSnapshot report) => new()
    {
        Agent = report.Info,
        Epoch = report.Epoch,
        Version = report.Version,
        Total = report.Total.ToProto(ResourceFormat.Post),
        Used =
        [
            .. report.Uses.Select(use => new AgentUse
            {
                FrameworkId = use.FrameworkId,
                Role = use.Role,
                Resources = use.Resources.Allocate(use.Role).ToProto(ResourceFormat.Post),
            }),
        ],
        Active = report.Active,
        Ip = report.Ip,
        Capabilities =
        [
            .. Known.Where(one => report.Capabilities.HasFlag(one.Flag))
                .Select(one => new AgentInfo.Types.Capability { Type = one.Type }),
        ],
        Unavailability = report.Unavailability,
        EndedOffers = report.EndedOffers,
    };

    /// <summary>A framework's demand.</summary>
    /// <param name="demand">The demand.</param>
    /// <param name="offers">Offers of the addressed role that the framework has.</param>
    public static FrameworkDemand ToMessage(this DemandState demand, IReadOnlyList<string> offers) => new()
    {
        Framework = demand.Framework,
        Sequence = demand.Sequence,
        Active = demand.Active,
        Session = demand.Session,
        Suppressed = demand.Suppressed,
        Constraints = demand.Constraints,
        Revives = demand.Revives,
        Offers = offers,
        InverseOffers = demand.InverseOffers,
    };

    /// <summary>The end of an offer.</summary>
    /// <param name="end">The end.</param>
    /// <param name="role">The role that the offer was made to.</param>
    public static OfferEnd ToMessage(this EndedOffer end, string role) => new()
    {
        OfferId = end.OfferId,
        FrameworkId = end.FrameworkId,
        Used = end.Used.Allocate(role).ToProto(ResourceFormat.Post),
        LedgerVersion = end.LedgerVersion,
        LedgerEpoch = end.LedgerEpoch,
        RefuseSeconds = end.Refusal?.TotalSeconds,
        Converted = end.Converted,
    };
}
