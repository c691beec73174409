using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Bench;

/// <summary>The frameworks of the benchmarks.</summary>
internal static class BenchFramework
{
    /// <summary>A framework in one role, with the capabilities of today; gone when its scheduler is.</summary>
    public static FrameworkInfo Info(string name, string role = "*") => new()
    {
        Name = name,
        User = Environment.UserName,
        FailoverTimeout = 0,
        Roles = { role },
        Capabilities =
        {
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware },
        },
    };
}
