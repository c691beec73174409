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
        foreach (var (name, value) in Pairs(options.Attributes))
        {
            info.Attributes.Add(CreateAttribute(name, value));
        }

        if (options.Domain is { } domain)
        {
            info.Domain = MesosJson.TryParse<DomainInfo>(System.Text.Encoding.UTF8.GetBytes(domain), out var parsed, out var error)
                ? parsed
                : throw new FlagException($"--{NodeFlags.Domain}: {error}");
        }

        return info;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string? text)
    {
        foreach (var pair in (text ?? "").Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = pair.IndexOf(':');
            if (colon <= 0 || colon == pair.Length - 1)
            {
                throw new FlagException($"--{NodeFlags.Attributes}: Invalid attribute key:value pair '{pair}'");
            }

            yield return (pair[..colon].Trim(), pair[(colon + 1)..].Trim());
        }
    }

    private static Protocol.V1.Attribute CreateAttribute(string name, string value)
    {
        var attribute = new Protocol.V1.Attribute { Name = name };
        if (ValueText.TryScalar(value, out var number))
        {
            attribute.Type = Value.Types.Type.Scalar;
            attribute.Scalar = new Value.Types.Scalar { Value = number };
        }
        else if (ValueText.TryRanges(value, out var ranges))
        {
            attribute.Type = Value.Types.Type.Ranges;
            attribute.Ranges = ranges;
        }
        else
        {
            attribute.Type = Value.Types.Type.Text;
            attribute.Text = new Value.Types.Text { Value = value };
        }

        return attribute;
    }
}
