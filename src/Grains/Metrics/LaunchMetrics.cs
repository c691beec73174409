using System.Diagnostics.Metrics;

namespace MesosOrleans.Grains.Metrics;

/// <summary>How long launches take, for meters.</summary>
internal static class LaunchMetrics
{
    private static readonly Meter Meter = new("MesosOrleans.Tasks");
    private static readonly Histogram<double> LaunchSeconds = Meter.CreateHistogram<double>(
        "mesosorleans.task.launch", "s", "Time from the durable launch of a task to the first word that it runs");

    /// <summary>Records one launch.</summary>
    public static void Record(TimeSpan duration) => LaunchSeconds.Record(duration.TotalSeconds);
}
