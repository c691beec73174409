using System.Text;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>Makes the AgentInfo that the flags and the machine describe.</summary>
internal static class AgentInfoFactory
{
    /// <exception cref="FlagException">resources, attributes or domain cannot be understood.</exception>
    public static AgentInfo Create(NodeOptions options, int port)
    {
        var info = new AgentInfo { Hostname = options.Hostname, Port = port };
        info.Resources.AddRange(MachineResources.Create(options));
        if (!AttributeSet.TryParse(options.Attributes ?? "", out var attributes, out var problem))
        {
            throw new FlagException($"--{NodeFlags.Attributes}: {problem}");
        }

        info.Attributes.AddRange(attributes.ToProto());
        if (options.Domain is { } domain)
        {
            info.Domain = MesosJson.TryParse<DomainInfo>(Encoding.UTF8.GetBytes(domain), out var parsed, out var error)
                ? parsed
                : throw new FlagException($"--{NodeFlags.Domain}: {error}");
        }

        return info;
    }
}
