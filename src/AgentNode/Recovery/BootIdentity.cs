namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Tells one boot of the machine from another.</summary>
internal static class BootIdentity
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>The kernel's random id of this boot; empty where there is none.</summary>
    public static string Read() => File.Exists(Source) ? File.ReadAllText(Source).Trim() : "";

    /// <summary>Whether the machine was booted anew; unknown ids count as the same boot.</summary>
    public static bool IsReboot(string? before, string now)
        => !string.IsNullOrEmpty(before) && now.Length > 0 && before != now;
}
