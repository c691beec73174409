using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Batch;

/// <summary>Offers for tests.</summary>
internal static class Offers
{
    public static Offer Of(string id, params (string Name, double Amount)[] resources)
    {
        var offer = new Offer
        {
            Id = new OfferID { Value = id },
            FrameworkId = new FrameworkID { Value = "f" },
            AgentId = new AgentID { Value = $"agent-of-{id}" },
            Hostname = "host",
        };
        offer.Resources.AddRange(resources.Select(entry => Scalar(entry.Name, entry.Amount)));
        return offer;
    }

    public static Resource Scalar(string name, double amount) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = amount },
        AllocationInfo = new Resource.Types.AllocationInfo { Role = "*" },
    };
}
