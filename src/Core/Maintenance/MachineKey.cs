using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Maintenance;

/// <summary>
/// A machine's name: host name, IP address or both. Host names differ in more than case. An agent is on the machine when
/// everything that the name says holds for it.
/// </summary>
public readonly record struct MachineKey
{
    private MachineKey(string hostname, string ip)
    {
        Hostname = hostname;
        Ip = ip;
    }

    /// <summary>Host name in lower case; empty when the name does not say.</summary>
    public string Hostname { get; }

    /// <summary>IP address; empty when the name does not say.</summary>
    public string Ip { get; }

    /// <summary>The key of a machine's id.</summary>
    public static MachineKey Of(MachineID id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return new MachineKey(id.Hostname.ToLowerInvariant(), id.Ip);
    }

    /// <summary>Whether an agent of this host name and address is on the machine.</summary>
    public bool IsOf(string hostname, string ip) =>
        (Hostname.Length == 0 || string.Equals(Hostname, hostname, StringComparison.OrdinalIgnoreCase))
        && (Ip.Length == 0 || Ip == ip);

    /// <summary>A machine as messages to operators name it.</summary>
    public static string Describe(MachineID id) => $"Machine '{MesosJson.ToString(id)}'";
}
