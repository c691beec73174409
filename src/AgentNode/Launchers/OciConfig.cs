using System.Globalization;
using System.Text.Json;
using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Writes the OCI runtime configuration (config.json) of one launch. isolation.md 9, 10.2.</summary>
internal static class OciConfig
{
    private static readonly string? EnvProgram = HostPrograms.Find("env");

    /// <param name="info">The launch.</param>
    /// <param name="rootfs">A directory at which the host's root file system is seen.</param>
    /// <param name="cgroupPath">The container's cgroup.</param>
    /// <param name="isUnified">Whether the values are for cgroup v2.</param>
    /// <exception cref="ContainerLaunchException">It asks for a capability that we do not have ourselves.</exception>
    internal static byte[] Write(LaunchInfo info, string rootfs, string cgroupPath, bool isUnified)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("ociVersion", "1.0.2");
            WriteProcess(json, info);
            json.WriteStartObject("root");
            json.WriteString("path", rootfs);
            json.WriteEndObject();
            WriteMounts(json, info);
            WriteLinux(json, info, cgroupPath, isUnified);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteProcess(Utf8JsonWriter json, LaunchInfo info)
    {
        var user = info.User;
        json.WriteStartObject("process");
        json.WriteBoolean("terminal", false);
        json.WriteStartObject("user");
        json.WriteNumber("uid", user?.UserId ?? Libc.EffectiveUserId());
        json.WriteNumber("gid", user?.GroupId ?? Libc.EffectiveGroupId());
        json.WriteStartArray("additionalGids");
        foreach (var group in user?.Groups ?? [])
        {
            json.WriteNumberValue(group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteStrings(json, "args", ArgumentsOf(info));
        WriteStrings(json, "env", info.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        json.WriteString("cwd", info.SandboxDirectory);
        WriteCapabilities(json, info);
        json.WriteStartArray("rlimits");
        foreach (var limit in info.Limits)
        {
            json.WriteStartObject();
            json.WriteString("type", limit.Name);
            json.WriteNumber("soft", limit.Soft);
            json.WriteNumber("hard", limit.Hard);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("noNewPrivileges", info.NoNewPrivileges);
        if (info.OomScoreAdjustment != 0)
        {
            json.WriteNumber("oomScoreAdj", info.OomScoreAdjustment);
        }

        json.WriteEndObject();
    }

    /// <summary>The runtime adds HOME when it is missing; env(1) takes it away again.</summary>
    private static IEnumerable<string> ArgumentsOf(LaunchInfo info)
    {
        string[] init = info.Init is { } path ? [path, "--"] : [];
        string[] env = !info.Environment.ContainsKey("HOME") && EnvProgram is { } program ? [program, "-u", "HOME", "--"] : [];
        return [.. init, .. env, .. info.Arguments];
    }

    /// <summary>Without the sets the runtime takes every capability away, from root as well.</summary>
    private static void WriteCapabilities(Utf8JsonWriter json, LaunchInfo info)
    {
        var own = HostCapabilities.Own;
        IReadOnlyList<string> effective;
        IReadOnlyList<string> bounding = own;
        IReadOnlyList<string> inheritable = [];
        IReadOnlyList<string> ambient = [];
        if (info.Capabilities is { } asked)
        {
            if (asked.Bounding.FirstOrDefault(name => !own.Contains(name)) is { } missing)
            {
                throw new ContainerLaunchException($"The agent node does not have {missing} and cannot grant it");
            }

            (effective, bounding, inheritable, ambient) = (asked.Effective, asked.Bounding, asked.Bounding, asked.Effective);
        }
        else
        {
            effective = info.User is null or { UserId: 0 } ? own : [];
        }

        json.WriteStartObject("capabilities");
        WriteStrings(json, "bounding", bounding);
        WriteStrings(json, "effective", effective);
        WriteStrings(json, "permitted", effective);
        WriteStrings(json, "inheritable", inheritable);
        WriteStrings(json, "ambient", ambient);
        json.WriteEndObject();
    }

    /// <summary>
    /// The host's own /dev is named as a mount, because the runtime would otherwise make its own nodes in it, which are
    /// then the host's.
    /// </summary>
    private static void WriteMounts(Utf8JsonWriter json, LaunchInfo info)
    {
        json.WriteStartArray("mounts");
        WriteMount(json, "/dev", "bind", "/dev", "rbind", "rslave");
        if (info.Namespaces.Contains("pid"))
        {
            WriteMount(json, "/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        }

        if (info.Namespaces.Contains("ipc"))
        {
            var size = info.SharedMemoryMebibytes is { } mebibytes
                ? string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m")
                : "mode=1777";
            WriteMount(json, "/dev/shm", "tmpfs", "shm", "nosuid", "nodev", "mode=1777", size);
        }

        foreach (var mount in info.Mounts)
        {
            WriteMount(json, mount.ContainerPath, "bind", mount.HostPath, "rbind", mount.IsReadOnly ? "ro" : "rw");
        }

        json.WriteEndArray();
    }

    private static void WriteMount(
        Utf8JsonWriter json, string destination, string type, string source, params ReadOnlySpan<string> options)
    {
        json.WriteStartObject();
        json.WriteString("destination", destination);
        json.WriteString("type", type);
        json.WriteString("source", source);
        json.WriteStartArray("options");
        foreach (var option in options)
        {
            json.WriteStringValue(option);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLinux(Utf8JsonWriter json, LaunchInfo info, string cgroupPath, bool isUnified)
    {
        json.WriteStartObject("linux");
        json.WriteStartArray("namespaces");
        foreach (var name in info.Namespaces.Prepend("mount"))
        {
            json.WriteStartObject();
            json.WriteString("type", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("rootfsPropagation", "rslave");
        json.WriteString("cgroupsPath", cgroupPath);
        json.WriteStartObject("resources");
        if (info.Cgroup is { } settings)
        {
            WriteResources(json, settings, isUnified);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The runtime converts shares to weights in a way of its own, so that weights are given as such.</summary>
    private static void WriteResources(Utf8JsonWriter json, CgroupSettings settings, bool isUnified)
    {
        if (settings.CpuShares is not null || settings.CpuQuota is not null)
        {
            json.WriteStartObject("cpu");
            if (!isUnified && settings.CpuShares is { } shares)
            {
                json.WriteNumber("shares", shares);
            }

            if (settings.CpuQuota is { } quota)
            {
                json.WriteNumber("quota", quota);
                json.WriteNumber("period", CgroupSettings.CpuPeriod);
            }

            json.WriteEndObject();
        }

        if (settings.MemorySoft is { } soft)
        {
            json.WriteStartObject("memory");
            json.WriteNumber("reservation", soft);
            json.WriteNumber("limit", settings.MemoryHard ?? soft);
            json.WriteEndObject();
        }

        if (isUnified && settings.CpuWeight is { } weight)
        {
            json.WriteStartObject("unified");
            json.WriteString("cpu.weight", weight.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
