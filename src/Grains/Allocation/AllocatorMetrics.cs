using System.Diagnostics.Metrics;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Figures of the allocator, for meters.</summary>
internal static class AllocatorMetrics
{
    private static readonly Meter Meter = new("MesosOrleans.Allocator");
    private static readonly Histogram<double> RunSeconds =
        Meter.CreateHistogram<double>("mesosorleans.allocator.run", "s", "Time that an allocation cycle takes to decide");

    private static readonly Histogram<double> LatencySeconds =
        Meter.CreateHistogram<double>("mesosorleans.allocator.run.latency", "s", "Time from the wish for a cycle to its start");

    private static readonly Histogram<double> PublishedSeconds = Meter.CreateHistogram<double>(
        "mesosorleans.allocator.published", "s", "Time from the wish for a cycle until all roles have published its offers");

    private static readonly Counter<long> Offers =
        Meter.CreateCounter<long>("mesosorleans.allocator.offers", null, "Offers that were made");

    /// <summary>Records one cycle.</summary>
    public static void RecordCycle(TimeSpan duration, TimeSpan latency, int offers)
    {
        RunSeconds.Record(duration.TotalSeconds);
        LatencySeconds.Record(latency.TotalSeconds);
        Offers.Add(offers);
    }

    /// <summary>Records that all of a cycle's offers are out.</summary>
    public static void RecordPublished(TimeSpan sinceWish) => PublishedSeconds.Record(sinceWish.TotalSeconds);
}
