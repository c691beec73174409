using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;
using Type = MesosOrleans.Protocol.V1.RLimitInfo.Types.RLimit.Types.Type;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Limits of setrlimit(2) that the task asks for. isolation.md 6.10.</summary>
internal sealed class RlimitsIsolator : IIsolator
{
    private static readonly Dictionary<Type, int> Numbers = new()
    {
        [Type.RlmtCpu] = 0,
        [Type.RlmtFsize] = 1,
        [Type.RlmtData] = 2,
        [Type.RlmtStack] = 3,
        [Type.RlmtCore] = 4,
        [Type.RlmtRss] = 5,
        [Type.RlmtNproc] = 6,
        [Type.RlmtNofile] = 7,
        [Type.RlmtMemlock] = 8,
        [Type.RlmtAs] = 9,
        [Type.RlmtLocks] = 10,
        [Type.RlmtSigpending] = 11,
        [Type.RlmtMsgqueue] = 12,
        [Type.RlmtNice] = 13,
        [Type.RlmtRtprio] = 14,
        [Type.RlmtRttime] = 15,
    };

    public string Name => "posix/rlimits";

    public void Prepare(ContainerSpec spec, LaunchInfo info)
    {
        foreach (var limit in spec.ContainerInfo?.RlimitInfo?.Rlimits ?? [])
        {
            info.Limits.Add(Convert(limit));
        }
    }

    private static ProcessLimit Convert(RLimitInfo.Types.RLimit limit)
    {
        if (!Numbers.TryGetValue(limit.Type, out var number))
        {
            throw new ContainerLaunchException("A resource limit has no type, or one that this host does not know");
        }

        var name = string.Concat("RLIMIT_", limit.Type.ToString()["Rlmt".Length..].ToUpperInvariant());
        if (limit.HasSoft != limit.HasHard)
        {
            throw new ContainerLaunchException($"{name}: either both limits, soft and hard, have to be set or neither");
        }

        var soft = limit.HasSoft ? limit.Soft : ulong.MaxValue;
        var hard = limit.HasHard ? limit.Hard : ulong.MaxValue;
        return soft <= hard
            ? new ProcessLimit(number, name, soft, hard)
            : throw new ContainerLaunchException($"{name}: the soft limit is above the hard limit");
    }
}
