using System.Diagnostics.Metrics;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Figures of the allocator, for meters.</summary>
internal static class AllocatorMetrics
{
    private static readonly Meter Meter = new("MesosOrleans.Allocator");
    private static readonly Histogram<double> CycleSeconds =
        Meter.CreateHistogram<double>("mesosorleans.allocator.cycle", "s", "Duration of an allocation cycle");

    private static readonly Counter<long> Offers =
        Meter.CreateCounter<long>("mesosorleans.allocator.pieces", null, "Agents' resources given to roles");

    /// <summary>Records one cycle.</summary>
    public static void RecordCycle(TimeSpan duration, int pieces)
    {
        CycleSeconds.Record(duration.TotalSeconds);
        Offers.Add(pieces);
    }
}
