using System.Globalization;

namespace MesosOrleans.Transport.Pages;

/// <summary>Figures of the machine.</summary>
/// <param name="Load1">Load average of a minute.</param>
/// <param name="Load5">Of five.</param>
/// <param name="Load15">Of fifteen.</param>
/// <param name="MemoryTotalBytes">All memory.</param>
/// <param name="MemoryFreeBytes">Memory that nobody uses.</param>
internal readonly record struct HostFigures(
    double Load1, double Load5, double Load15, long MemoryTotalBytes, long MemoryFreeBytes)
{
    private const string LoadFile = "/proc/loadavg";
    private const string MemoryFile = "/proc/meminfo";

    /// <summary>Number of processors.</summary>
    public static int Processors => Environment.ProcessorCount;

    /// <summary>Reads them. Where the system has no such files, load is 0 and memory is what the runtime knows.</summary>
    public static HostFigures Read()
    {
        try
        {
            var loads = File.ReadAllText(LoadFile).Split(' ');
            long total = 0, free = 0;
            foreach (var line in File.ReadLines(MemoryFile))
            {
                total = Kilobytes(line, "MemTotal:") ?? total;
                free = Kilobytes(line, "MemFree:") ?? free;
            }

            return new HostFigures(Number(loads[0]), Number(loads[1]), Number(loads[2]), total * 1024, free * 1024);
        }
        catch (IOException)
        {
            var memory = GC.GetGCMemoryInfo();
            return new HostFigures(
                0, 0, 0, memory.TotalAvailableMemoryBytes, Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes));
        }
    }

    /// <summary>Adds the metrics <c>system/…</c>.</summary>
    public void AddTo(IDictionary<string, double> metrics)
    {
        metrics["system/cpus_total"] = Processors;
        metrics["system/load_1min"] = Load1;
        metrics["system/load_5min"] = Load5;
        metrics["system/load_15min"] = Load15;
        metrics["system/mem_total_bytes"] = MemoryTotalBytes;
        metrics["system/mem_free_bytes"] = MemoryFreeBytes;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static long? Kilobytes(string line, string name) => line.StartsWith(name, StringComparison.Ordinal)
        ? long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture)
        : null;
}
