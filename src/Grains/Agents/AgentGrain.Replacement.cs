using MesosOrleans.Core.Agents;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Agents;

/// <summary>
/// An agent that registers anew from the address of another takes its place at once: that node has lost its work directory
/// and will not be back (agent.md 1).
/// </summary>
public sealed partial class AgentGrain
{
    private const string Replacement = "a new agent registered at the same address";
    private bool _isReplaced;

    /// <inheritdoc />
    public async Task Replace()
    {
        if (State.Standing != AgentStanding.Registered)
        {
            return;
        }

        // Its node may have gone a moment ago, and the stream not have ended yet.
        _isReplaced = _link is not null;
        if (!_isReplaced)
        {
            await BecomeReplaced();
        }
    }

    private Task BecomeReplaced()
    {
        _isReplaced = false;
        return BecomeLost(AgentStanding.Removed, AgentLoss.Removed(State.Info!.Hostname, Replacement), Replacement, "registered");
    }

    private string? Address => State.Info is { } info ? IAgentAddressGrain.KeyOf(info.Hostname, State.Ip, info.Port) : null;

    private async Task TakeAddress(bool first)
    {
        try
        {
            var former = await GrainFactory.Find<IAgentAddressGrain>(Address!).Take(AgentId);
            if (first && former is not null)
            {
                await GrainFactory.Find<IAgentGrain>(former).Replace();
            }
        }
        catch (Exception exception)
        {
            // The former becomes unreachable instead, after the ping time-out.
            LogAddressNotTaken(exception, AgentId);
        }
    }

    [LoggerMessage(1114, LogLevel.Warning, "Agent {AgentId} could not take the place of the one that had its address before")]
    private partial void LogAddressNotTaken(Exception exception, string agentId);
}
