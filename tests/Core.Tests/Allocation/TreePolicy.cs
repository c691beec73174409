using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>Weights and quotas as they are kept durably: whole, with a version.</summary>
internal sealed record TreePolicy(long Version)
{
    /// <summary>The role that gets limits.</summary>
    public const string Limited = "s";

    public Dictionary<string, double> Weights { get; init; } = [];

    public Dictionary<string, RoleQuota> Quotas { get; init; } = [];

    /// <summary>The limit on cores of <see cref="Limited"/> in thousandths, or null.</summary>
    public long? CpusOfS { get; init; }

    /// <summary>The next policy, by chance.</summary>
    public TreePolicy Next(Random random)
    {
        if (random.Next(2) == 0)
        {
            var weights = new Dictionary<string, double>(Weights) { [random.Next(2) == 0 ? "r" : "s"] = random.Next(1, 4) };
            return this with { Version = Version + 1, Weights = weights };
        }

        var quotas = new Dictionary<string, RoleQuota>(Quotas);
        quotas.Remove(Limited);
        quotas.Remove("r");
        if (random.Next(2) == 0)
        {
            quotas["r"] = new RoleQuota(ResourceQuantities.Parse("cpus:4;mem:400"), default);
        }

        if (random.Next(2) == 0)
        {
            return this with { Version = Version + 1, Quotas = quotas, CpusOfS = null };
        }

        var cpus = random.Next(2, 12);
        quotas[Limited] = new RoleQuota(default, ResourceLimits.Parse($"cpus:{cpus}"));
        return this with { Version = Version + 1, Quotas = quotas, CpusOfS = cpus * 1000 };
    }
}
