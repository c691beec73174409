using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>What isolators work with.</summary>
/// <param name="Cgroups">The host's cgroups, or null with the posix launcher.</param>
/// <param name="Loop">Waits for memory events.</param>
/// <param name="EnableCfs">Whether a CPU request without a limit of its own is a limit as well.</param>
/// <param name="Time">For pauses.</param>
internal sealed record IsolatorServices(ICgroups? Cgroups, EventLoop Loop, bool EnableCfs, TimeProvider Time);
