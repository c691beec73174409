using System.Globalization;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Capabilities of capabilities(7), and which of them this process may hand on.</summary>
internal static class HostCapabilities
{
    private static readonly string[] Names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP",
        "LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
        "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP",
        "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF",
        "CHECKPOINT_RESTORE",
    ];

    private static readonly Lazy<IReadOnlyList<string>> OfThisProcess = new(ReadBounding);

    /// <summary>All capabilities in our bounding set and permitted set.</summary>
    internal static IReadOnlyList<string> Own => OfThisProcess.Value;

    /// <summary>Name such as <c>CAP_KILL</c> of the kernel's number; null if there is none.</summary>
    internal static string? NameOf(int number) =>
        number >= 0 && number < Names.Length ? "CAP_" + Names[number] : null;

    private static List<string> ReadBounding()
    {
        var status = File.ReadAllLines("/proc/self/status");
        var mask = Mask(status, "CapBnd:") & Mask(status, "CapPrm:");
        return [.. Enumerable.Range(0, Names.Length).Where(bit => (mask >> bit & 1) != 0).Select(bit => NameOf(bit)!)];
    }

    private static ulong Mask(string[] status, string label) =>
        ulong.Parse(
            status.First(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim(),
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
}
