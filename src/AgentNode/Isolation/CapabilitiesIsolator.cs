using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;
using Capability = MesosOrleans.Protocol.V1.CapabilityInfo.Types.Capability;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Capabilities that the task asks for. isolation.md 6.10.</summary>
internal sealed class CapabilitiesIsolator : IIsolator
{
    private const int DeprecatedField = 1;

    public string Name => "linux/capabilities";

    public void Prepare(ContainerSpec spec, LaunchInfo info)
    {
        if (spec.ContainerInfo?.LinuxInfo is not { } linux)
        {
            return;
        }

        var deprecated = Deprecated(linux);
        if (deprecated is not null && linux.EffectiveCapabilities is not null)
        {
            throw new ContainerLaunchException(
                "Only one of 'capability_info' and 'effective_capabilities' may be set in a LinuxInfo");
        }

        var effective = linux.EffectiveCapabilities ?? deprecated;
        var bounding = linux.BoundingCapabilities ?? effective;
        if (bounding is null)
        {
            return;
        }

        effective ??= bounding;
        var granted = bounding.Capabilities.ToHashSet();
        if (effective.Capabilities.Any(capability => !granted.Contains(capability)))
        {
            throw new ContainerLaunchException("The effective capabilities are no subset of the bounding capabilities");
        }

        info.Capabilities = new CapabilitySets(NamesOf(effective), NamesOf(bounding));
    }

    /// <summary>The field that older frameworks set, which the generated code marks obsolete.</summary>
    internal static CapabilityInfo? Deprecated(LinuxInfo linux) =>
        LinuxInfo.Descriptor.FindFieldByNumber(DeprecatedField).Accessor.GetValue(linux) as CapabilityInfo;

    private static string[] NamesOf(CapabilityInfo info) =>
        [.. info.Capabilities.Distinct().Select(NameOf)];

    private static string NameOf(Capability capability)
    {
        // Numbers are 1000 + the kernel's; the names come from the kernel's table, see HostCapabilities.
        var number = (int)capability - 1000;
        return HostCapabilities.NameOf(number) ?? throw new ContainerLaunchException(
            $"Capability '{capability}' is unknown on this host");
    }
}
