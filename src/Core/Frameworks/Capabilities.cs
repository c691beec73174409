using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Frameworks;

/// <summary>Questions to a framework's capabilities (http-api.md 4.10).</summary>
public static class Capabilities
{
    /// <summary>True when the framework has the capability.</summary>
    public static bool Has(this FrameworkInfo framework, FrameworkInfo.Types.Capability.Types.Type type)
    {
        foreach (var capability in framework.Capabilities)
        {
            if (capability.Type == type)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when it understands TASK_UNREACHABLE, TASK_GONE and their like.</summary>
    public static bool IsPartitionAware(FrameworkInfo framework) =>
        framework.Has(FrameworkInfo.Types.Capability.Types.Type.PartitionAware);

    /// <summary>True when it subscribes to <c>roles</c>, not to one <c>role</c>.</summary>
    public static bool IsMultiRole(FrameworkInfo framework) =>
        framework.Has(FrameworkInfo.Types.Capability.Types.Type.MultiRole);

    /// <summary>The roles that a framework is subscribed to.</summary>
    public static IReadOnlyList<string> RolesOf(FrameworkInfo framework) =>
        IsMultiRole(framework) ? framework.Roles : [framework.Role];
}
