namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>Who registered last from an address. Key: host name, IP and port, as <see cref="KeyOf"/> writes them.</summary>
[Alias("MesosOrleans.IAgentAddressGrain")]
public interface IAgentAddressGrain : IGrainWithStringKey
{
    /// <summary>Takes the address, durably.</summary>
    /// <returns>The agent that had it before, or null.</returns>
    [Alias("Take")]
    Task<string?> Take(string agentId);

    /// <summary>The key of an address.</summary>
    static string KeyOf(string hostname, string ip, int port) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hostname} {ip} {port}");
}
