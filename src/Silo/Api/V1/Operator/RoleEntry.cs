using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>One role in a listing.</summary>
internal sealed class RoleEntry(string name)
{
    private static readonly QuotaConfig NoQuota = new();

    // The only kinds that GET_ROLES sums.
    private static readonly string[] Summed = ["cpus", "disk", "gpus", "mem"];

    /// <summary>The role's path.</summary>
    public string Name { get; } = name;

    /// <summary>Its weight.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>Its quota; empty when none was set.</summary>
    public QuotaConfig Quota { get; set; } = NoQuota;

    /// <summary>Ids of frameworks that are subscribed to it.</summary>
    public List<string> Frameworks { get; } = [];

    /// <summary>What its tasks use.</summary>
    public ResourceSum Allocated { get; } = new();

    /// <summary>What is offered to it.</summary>
    public ResourceSum Offered { get; } = new();

    /// <summary>What is reserved for it.</summary>
    public ResourceSum Reserved { get; } = new();

    /// <summary>What counts against its quota: what is used, and what is reserved whether used or not.</summary>
    public ResourceSum Consumed { get; } = new();

    /// <summary>The role as GET_ROLES shows it.</summary>
    public Role ToMessage()
    {
        var role = new Role { Name = Name, Weight = Weight };
        role.Frameworks.AddRange(Frameworks.Select(id => new FrameworkID { Value = id }));
        foreach (var kind in Summed)
        {
            var amount = Allocated.Quantity(kind) + Offered.Quantity(kind);
            if (amount > 0)
            {
                role.Resources.Add(new Resource
                {
                    Name = kind,
                    Type = Value.Types.Type.Scalar,
                    Scalar = new Value.Types.Scalar { Value = amount / 1000.0 },
                });
            }
        }

        return role;
    }
}
