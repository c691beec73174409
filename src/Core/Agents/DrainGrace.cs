using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>How long a task of a draining agent has to end (agent.md 17).</summary>
public static class DrainGrace
{
    /// <summary>
    /// The policy to kill a task with: the drain's greatest grace when the task has none or a longer one; null for the
    /// task's own.
    /// </summary>
    public static KillPolicy? PolicyFor(DrainConfig config, KillPolicy? own)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.MaxGracePeriod is { } max && (own?.GracePeriod is not { } grace || grace.Nanoseconds > max.Nanoseconds)
            ? new KillPolicy { GracePeriod = max }
            : null;
    }
}
