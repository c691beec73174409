using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>
/// Whether an agent takes new tasks, on operators' word: deactivated, draining, drained (agent.md 17). Pure and
/// immutable; survives everything but the agent's removal.
/// </summary>
public sealed record AgentAvailability
{
    /// <summary>Nobody has said anything.</summary>
    public static readonly AgentAvailability Active = new();

    /// <summary>The drain, until the agent is reactivated; null when there is none.</summary>
    public DrainInfo? Drain { get; private init; }

    /// <summary>When the drain began; null when there is none.</summary>
    public DateTimeOffset? DrainedSince { get; private init; }

    /// <summary>True when nothing of the agent is offered: an operator deactivated or drained it.</summary>
    public bool IsDeactivated { get; private init; }

    /// <summary>True while tasks are being ended.</summary>
    public bool IsDraining => Drain is { State: DrainState.Draining };

    /// <summary>Takes up again what was stored.</summary>
    public static AgentAvailability Restore(DrainInfo? drain, DateTimeOffset? drainedSince, bool deactivated) => new()
    {
        Drain = drain,
        DrainedSince = drain is null ? null : drainedSince,
        IsDeactivated = deactivated || drain is not null,
    };

    /// <summary>
    /// Begins a drain, or goes on with another configuration. A drain that ends with the agent's being gone stays one.
    /// </summary>
    public AgentAvailability Draining(DrainConfig config, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(config);
        config = config.Clone();
        config.MarkGone |= Drain?.Config.MarkGone ?? false;
        return new AgentAvailability
        {
            Drain = new DrainInfo { State = DrainState.Draining, Config = config },
            DrainedSince = IsDraining ? DrainedSince : now,
            IsDeactivated = true,
        };
    }

    /// <summary>The drain is over when nothing is left on the agent.</summary>
    /// <param name="isIdle">No task and no operation that has not been acknowledged.</param>
    /// <param name="becomesGone">True when the agent is to be marked gone now.</param>
    public AgentAvailability Settle(bool isIdle, out bool becomesGone)
    {
        becomesGone = false;
        if (!IsDraining || !isIdle)
        {
            return this;
        }

        becomesGone = Drain!.Config.MarkGone;
        return this with { Drain = new DrainInfo { State = DrainState.Drained, Config = Drain.Config } };
    }

    /// <summary>Takes no new tasks from now on.</summary>
    public AgentAvailability Deactivate() => this with { IsDeactivated = true };

    /// <summary>Takes tasks again; a drain that is over is forgotten.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    public string? TryReactivate(out AgentAvailability next)
    {
        next = this;
        if (!IsDeactivated)
        {
            return "Agent is not deactivated";
        }

        if (IsDraining)
        {
            return "Agent is still in the DRAINING state";
        }

        next = Active;
        return null;
    }
}
