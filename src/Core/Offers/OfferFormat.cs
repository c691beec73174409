using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using CapabilityType = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Core.Offers;

/// <summary>Offers as a scheduler's capabilities let it read them (http-api.md 3.2, 4.5).</summary>
public static class OfferFormat
{
    /// <summary>A copy of the offer in the scheduler's format; the offer itself when nothing differs.</summary>
    public static Offer ForScheduler(Offer offer, FrameworkInfo framework)
    {
        var multiRole = framework.Has(CapabilityType.MultiRole);
        var refinement = framework.Has(CapabilityType.ReservationRefinement);
        if (multiRole && refinement)
        {
            return offer;
        }

        var copy = offer.Clone();
        if (!refinement)
        {
            var older = ResourceSet.FromProto(copy.Resources).ToProto(ResourceFormat.Pre);
            copy.Resources.Clear();
            copy.Resources.Add(older);
        }

        if (!multiRole)
        {
            copy.AllocationInfo = null;
            foreach (var resource in copy.Resources)
            {
                resource.AllocationInfo = null;
            }
        }

        return copy;
    }
}
