using System.Globalization;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// Resident memory of a process as the kernel counts it: what it is now, and the peak since the mark was last set back.
/// Nothing is sampled, so no short peak is missed.
/// </summary>
internal static class PeakMemory
{
    private const double KilobytesPerMegabyte = 1024;

    /// <summary>What is resident now, in MB of 2^20 bytes.</summary>
    public static double Now(int processId) => Read(processId, "VmRSS:");

    /// <summary>The most that was resident since <see cref="Reset"/>.</summary>
    public static double Peak(int processId) => Read(processId, "VmHWM:");

    /// <summary>Sets the mark back to what is resident now (proc(5), clear_refs).</summary>
    public static void Reset(int processId) => File.WriteAllText(Path(processId, "clear_refs"), "5");

    private static double Read(int processId, string name)
    {
        var line = File.ReadLines(Path(processId, "status")).First(one => one.StartsWith(name, StringComparison.Ordinal));
        var kilobytes = line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) / KilobytesPerMegabyte;
    }

    private static string Path(int processId, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{file}");
}
