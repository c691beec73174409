using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <content>Metrics by Mesos's names.</content>
public sealed partial class RootAllocation
{
    private static readonly string[] Kinds = [ResourceNames.Cpus, ResourceNames.Mem, ResourceNames.Disk];

    /// <summary>Writes the allocator's gauges and counters (see docs).</summary>
    public void WriteMetrics(IDictionary<string, double> metrics)
    {
        var now = _allocator.Metrics();
        metrics["allocator/mesos/allocation_runs"] = now.Runs;
        foreach (var kind in Kinds)
        {
            metrics[$"allocator/mesos/resources/{kind}/total"] = FixedPoint.ToDouble(now.Total[kind]);
            metrics[$"allocator/mesos/resources/{kind}/offered_or_allocated"] =
                FixedPoint.ToDouble(now.OfferedOrAllocated[kind]);
        }

        // Mesos counts the nameless role above all others too.
        WriteConsumed(metrics, "", now.Consumed);
        foreach (var (role, gauges) in now.Roles)
        {
            Write(metrics, role, gauges);
        }

        foreach (var framework in _frameworks.Values)
        {
            var info = framework.Demand.Framework;
            var suppressed = _allocator.SuppressedRoles(info.Id.Value);
            foreach (var role in FrameworkSpecReader.RolesOf(info))
            {
                metrics[$"master/frameworks/{Uri.EscapeDataString(info.Name)}/{info.Id.Value}/roles/{role}/suppressed"] =
                    suppressed.Contains(role) ? 1 : 0;
            }
        }
    }

    private static void Write(IDictionary<string, double> metrics, string role, RoleMetrics gauges)
    {
        var quota = $"allocator/mesos/quota/roles/{role}/resources/";
        foreach (var held in gauges.OfferedOrAllocated)
        {
            metrics[$"{quota}{held.Name}/offered_or_allocated"] = FixedPoint.ToDouble(held.Milli);
        }

        // What has a guarantee or a limit has the figure above, whether something is held or not.
        foreach (var guarantee in gauges.Guarantees)
        {
            metrics[$"{quota}{guarantee.Name}/guarantee"] = FixedPoint.ToDouble(guarantee.Milli);
            metrics.TryAdd($"{quota}{guarantee.Name}/offered_or_allocated", 0);
        }

        foreach (var limit in gauges.Limits)
        {
            metrics[$"{quota}{limit.Name}/limit"] = FixedPoint.ToDouble(limit.Milli);
            metrics.TryAdd($"{quota}{limit.Name}/offered_or_allocated", 0);
        }

        WriteConsumed(metrics, role, gauges.Consumed);
        metrics[$"allocator/mesos/offer_filters/roles/{role}/active"] = gauges.ActiveFilters;
        if (gauges.DominantShare is { } share)
        {
            metrics[$"allocator/mesos/roles/{role}/shares/dominant"] = share;
        }
    }

    private static void WriteConsumed(IDictionary<string, double> metrics, string role, ResourceQuantities quantities)
    {
        foreach (var consumed in quantities)
        {
            metrics[$"allocator/mesos/quota/roles/{role}/resources/{consumed.Name}/consumed"] = FixedPoint.ToDouble(consumed.Milli);
        }
    }
}
