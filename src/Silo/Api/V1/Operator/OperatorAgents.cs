using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>What operators say of one agent: drained, deactivated, reactivated, gone (http-api.md 9).</summary>
internal sealed partial class OperatorAgents(
    IGrainFactory grains, UnsettledOwners unsettled, ILogger<OperatorAgents> logger)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long GraceSecondsMax = long.MaxValue / NanosecondsPerSecond - 1;
    private static readonly ApiError Unknown = new(StatusCodes.Status400BadRequest, "Unknown agent");

    private static readonly ApiError Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "The cluster's state cannot be reached at the moment. Repeat the call");

    /// <summary>True for the calls that are served here.</summary>
    public static bool IsMeant(Call.Types.Type type) => type is Call.Types.Type.DrainAgent
        or Call.Types.Type.DeactivateAgent
        or Call.Types.Type.ReactivateAgent
        or Call.Types.Type.MarkAgentGone;

    /// <summary>Does what a call asks; null is success.</summary>
    public Task<ApiError?> Apply(Call call) => call.Type switch
    {
        Call.Types.Type.DrainAgent => Drain(call.DrainAgent),
        Call.Types.Type.DeactivateAgent => Ask(call.DeactivateAgent.AgentId, Unknown, agent => agent.Deactivate()),
        Call.Types.Type.ReactivateAgent => Ask(call.ReactivateAgent.AgentId, Unknown, agent => agent.Reactivate()),
        _ => Ask(call.MarkAgentGone.AgentId, NotFound(call.MarkAgentGone.AgentId), agent => agent.MarkGone()),
    };

    private static ApiError NotFound(AgentID agent) =>
        new(StatusCodes.Status404NotFound, $"Agent '{agent.Value}' not found");

    private Task<ApiError?> Drain(Call.Types.DrainAgent drain)
    {
        var config = new DrainConfig { MarkGone = drain.MarkGone };
        if (drain.MaxGracePeriod is { } grace)
        {
            if (grace.Seconds < 0 || grace.Nanos is < 0 or >= (int)NanosecondsPerSecond || grace.Seconds > GraceSecondsMax)
            {
                return Task.FromResult<ApiError?>(new ApiError(
                    StatusCodes.Status400BadRequest, "'max_grace_period' must be a duration that is not negative"));
            }

            config.MaxGracePeriod = new DurationInfo { Nanoseconds = (grace.Seconds * NanosecondsPerSecond) + grace.Nanos };
        }

        return Ask(drain.AgentId, Unknown, agent => agent.Drain(config));
    }

    private async Task<ApiError?> Ask(AgentID agent, ApiError unknown, Func<IAgentGrain, Task<CallResult>> ask)
    {
        // No such id was ever given, and it must not become the key of a grain.
        if (IdRules.Validate(agent.Value) is not null)
        {
            return unknown;
        }

        try
        {
            var result = await ask(grains.GetGrain<IAgentGrain>(agent.Value));
            unsettled.AgentChanged(agent.Value);
            return result.Succeeded ? null : new ApiError(result.Status, result.Message ?? "");
        }
        catch (Exception exception)
        {
            AskFailed(logger, exception, agent.Value);
            return Unavailable;
        }
    }

    [LoggerMessage(5221, LogLevel.Warning, "An operator's word on agent {AgentId} was answered 503")]
    private static partial void AskFailed(ILogger logger, Exception exception, string agentId);
}
