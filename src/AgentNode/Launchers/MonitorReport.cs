using System.Text.Json;
using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The line that conmon writes to its sync pipe: the process id, or why there is none. isolation.md 10.3.</summary>
internal static class MonitorReport
{
    /// <summary>The process id.</summary>
    /// <exception cref="ContainerLaunchException">The runtime refused; the message is its own.</exception>
    internal static int ParsePid(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var pid = json.RootElement.GetProperty("data").GetInt32();
            if (pid > 0)
            {
                return pid;
            }

            var message = json.RootElement.TryGetProperty("message", out var text) ? text.GetString() : null;
            throw new ContainerLaunchException($"The container runtime refused: {message?.Trim() ?? "no reason given"}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ContainerLaunchException("The container's monitor ended before it had started the container", e);
        }
    }
}
