namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Where this host has its cgroup hierarchies.</summary>
/// <param name="Legacy">Mount point of each cgroup v1 controller; the named hierarchy of systemd is <c>name=systemd</c>.</param>
/// <param name="Unified">Mount point of cgroup v2, if there is one.</param>
internal sealed record CgroupMounts(IReadOnlyDictionary<string, string> Legacy, string? Unified)
{
    /// <summary>The kernel's word for a v2 host: cgroup2 right at the usual place.</summary>
    internal const string UsualUnified = "/sys/fs/cgroup";

    private static readonly HashSet<string> Options = new(StringComparer.Ordinal)
    {
        "rw", "ro", "nosuid", "nodev", "noexec", "relatime", "noatime", "xattr", "clone_children", "noprefix",
    };

    /// <summary>Whether both versions are mounted; the OCI runtime refuses that if v2 has a controller.</summary>
    internal bool IsHybrid => Legacy.Count > 0 && Unified is not null;

    /// <summary>Reads <c>/proc/self/mounts</c>.</summary>
    internal static CgroupMounts Read() => Parse(File.ReadLines("/proc/self/mounts"));

    /// <summary>Parses lines of "device mount-point type options …".</summary>
    internal static CgroupMounts Parse(IEnumerable<string> lines)
    {
        var legacy = new Dictionary<string, string>(StringComparer.Ordinal);
        string? unified = null;
        foreach (var fields in lines.Select(line => line.Split(' ')).Where(fields => fields.Length >= 4))
        {
            if (fields[2] == "cgroup2")
            {
                unified = fields[1];
            }
            else if (fields[2] == "cgroup")
            {
                foreach (var option in fields[3].Split(',').Where(option => !Options.Contains(option)))
                {
                    legacy.TryAdd(option, fields[1]);
                }
            }
        }

        return new CgroupMounts(legacy, unified);
    }
}
