using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Maintenance;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Agents;

/// <summary>Drained, deactivated, reactivated by operators (agent.md 17).</summary>
public sealed partial class AgentGrain
{
    private static readonly CallResult Unknown = CallResult.BadRequest("Unknown agent");
    private AgentAvailability _availability = AgentAvailability.Active;
    private IGrainTimer? _settling;

    private bool IsKnown => State.Info is not null
        && State.Standing is AgentStanding.Registered or AgentStanding.Unreachable;

    /// <inheritdoc />
    public async Task<CallResult> Drain(DrainConfig config)
    {
        if (!IsKnown)
        {
            return Unknown;
        }

        if (!State.Capabilities.Any(capability => capability.Type == AgentInfo.Types.Capability.Types.Type.AgentDraining))
        {
            return CallResult.BadRequest("Agent is not capable of draining");
        }

        if ((await Maintenance.Find(State.Info!.Hostname, State.Ip)).Mode != MachineMode.Up)
        {
            return CallResult.BadRequest("Agent is currently part of a maintenance schedule");
        }

        await Become(_availability.Draining(config, time.GetUtcNow()));
        await SettleDrain();
        SendDrain();
        return CallResult.Ok;
    }

    /// <inheritdoc />
    public async Task<CallResult> Deactivate()
    {
        if (!IsKnown)
        {
            return Unknown;
        }

        if (!IsRegistered)
        {
            return new CallResult { Status = 409, Message = "Agent is not registered" };
        }

        await Become(_availability.Deactivate());
        return CallResult.Ok;
    }

    /// <inheritdoc />
    public async Task<CallResult> Reactivate()
    {
        if (!IsKnown)
        {
            return Unknown;
        }

        if (_availability.TryReactivate(out var next) is { } error)
        {
            return CallResult.BadRequest(error);
        }

        if (!IsRegistered)
        {
            return new CallResult { Status = 409, Message = "Agent is not registered" };
        }

        await Become(next);
        return CallResult.Ok;
    }

    private async Task Become(AgentAvailability next)
    {
        _availability = next;
        await _writer.WriteAsync();
        LogAvailability(AgentId, next.IsDeactivated, next.Drain?.State ?? DrainState.Unknown);
        _ledger.Touch();
        MarkChanged();

        // At once, so that what is out is taken back before the operator hears that it is done.
        Report();
    }

    private void SendDrain()
    {
        if (_availability.IsDraining && _link is not null)
        {
            Send(new Command { Drain = new DrainAgent { Config = _availability.Drain!.Config } });
        }
    }

    // The node must have said what is on it: a ledger from the storage does not know of ends that wait to be acknowledged.
    private async Task SettleDrain()
    {
        if (!IsRegistered)
        {
            return;
        }

        var next = _availability.Settle(_ledger.Tasks.Count == 0 && _operations.IsEmpty, out var becomesGone);
        if (becomesGone)
        {
            await BecomeLost(AgentStanding.Gone, AgentLoss.Gone);
        }
        else if (next != _availability)
        {
            await Become(next);
        }
    }

    // In a turn of its own that does not run beside a registration.
    private void SettleDrainSoon()
    {
        if (_availability.IsDraining && _settling is null)
        {
            _settling = this.RegisterGrainTimer(SettleDrainNow, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private Task SettleDrainNow(CancellationToken cancellationToken)
    {
        _settling?.Dispose();
        _settling = null;
        return SettleDrain();
    }

    [LoggerMessage(1141, LogLevel.Information, "Agent {AgentId}: deactivated {Deactivated}, drain {Drain}")]
    private partial void LogAvailability(string agentId, bool deactivated, DrainState drain);
}
