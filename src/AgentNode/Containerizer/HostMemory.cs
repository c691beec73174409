namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>Memory of the host.</summary>
internal static class HostMemory
{
    /// <summary>All of it in bytes, as <c>/proc/meminfo</c> says.</summary>
    internal static ulong TotalBytes()
    {
        const string Label = "MemTotal:";
        var line = File.ReadLines("/proc/meminfo").First(text => text.StartsWith(Label, StringComparison.Ordinal));
        var kibibytes = line[Label.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim();
        return ulong.Parse(kibibytes, System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
