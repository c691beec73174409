using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Finds what a task asks of its container that nobody here provides. isolation.md 12, rule 7.</summary>
internal static class IsolationRequests
{
    /// <summary>Refuses a launch whose container could not be as demanded.</summary>
    /// <exception cref="ContainerLaunchException">Names the request and what would provide it.</exception>
    internal static void Check(ContainerInfo? info, IReadOnlyCollection<string> isolators)
    {
        if (info is null)
        {
            return;
        }

        RefuseIf(info.Type == ContainerInfo.Types.Type.Docker, "a container of type DOCKER", "use type MESOS");
        RefuseIf(info.Mesos?.Image is not null, "a container image", "images are not provisioned by this agent");
        RefuseIf(
            info.Volumes.Any(volume => volume.Source?.Type != Volume.Types.Source.Types.Type.SandboxPath),
            "volumes in its container",
            "of these it has SANDBOX_PATH only");
        RefuseIf(info.HasHostname, "a hostname of its own", "containers share the host's network");
        RefuseIf(info.TtyInfo is not null, "a terminal", "this agent provides none");
        RefuseIf(
            info.NetworkInfos.Any(network => network.HasName || network.PortMappings.Count > 0),
            "a container network",
            "containers share the host's network");
        Need(info.RlimitInfo is not null, "resource limits", "posix/rlimits", isolators);
        if (info.LinuxInfo is { } linux)
        {
            Check(linux, isolators);
        }
    }

    private static void Check(LinuxInfo linux, IReadOnlyCollection<string> isolators)
    {
        var hasCapabilities = linux.EffectiveCapabilities is not null
            || linux.BoundingCapabilities is not null
            || CapabilitiesIsolator.Deprecated(linux) is not null;
        Need(hasCapabilities, "capabilities", "linux/capabilities", isolators);
        Need(linux.HasIpcMode && linux.IpcMode == LinuxInfo.Types.IpcMode.Private, "an IPC namespace", "namespaces/ipc", isolators);
        Need(linux.HasShmSize, "a size of /dev/shm", "namespaces/ipc", isolators);
        RefuseIf(
            linux.Seccomp is { } seccomp && !seccomp.Unconfined, "a seccomp profile", "the isolator linux/seccomp is not enabled");
    }

    private static void Need(bool asked, string what, string isolator, IReadOnlyCollection<string> isolators) =>
        RefuseIf(asked && !isolators.Contains(isolator), what, $"the isolator {isolator} is not enabled");

    private static void RefuseIf(bool asked, string what, string why)
    {
        if (asked)
        {
            throw new ContainerLaunchException($"The task asks for {what}, which this agent cannot provide: {why}");
        }
    }
}
