using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.View;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>Operators' reservations and volumes, for both faces of the operator API (http-api.md 9.2).</summary>
internal sealed partial class OperatorOperations(
    IGrainFactory grains, UnsettledOwners unsettled, ILogger<OperatorOperations> logger)
{
    private static readonly ApiError NoAgent = new(StatusCodes.Status400BadRequest, "No agent found with specified ID");

    private static readonly ApiError Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "The cluster's state cannot be reached at the moment. Repeat the call");

    /// <summary>True for the calls that are operations on an agent's resources.</summary>
    public static bool IsOperation(Call.Types.Type type) => type is Call.Types.Type.ReserveResources
        or Call.Types.Type.UnreserveResources
        or Call.Types.Type.CreateVolumes
        or Call.Types.Type.DestroyVolumes
        or Call.Types.Type.GrowVolume
        or Call.Types.Type.ShrinkVolume;

    /// <summary>Does what a call asks; null is success.</summary>
    /// <param name="call">One of the six calls, validated.</param>
    /// <param name="principal">The authenticated operator, or null.</param>
    public Task<ApiError?> Apply(Call call, string? principal)
    {
        var (agent, operation) = Read(call);
        return Apply(agent.Value, operation, principal);
    }

    /// <summary>Does an operation on an agent; null is success.</summary>
    public async Task<ApiError?> Apply(string agentId, Operation operation, string? principal)
    {
        // No such id was ever given, and it must not become the key of a grain.
        if (IdRules.Validate(agentId) is not null)
        {
            return NoAgent;
        }

        try
        {
            var result = await grains.GetGrain<IAgentGrain>(agentId).Operate(
                new OperateRequest { Operation = operation, Principal = principal });
            unsettled.AgentChanged(agentId);
            return result.Message is null ? null : new ApiError(result.Status, result.Message);
        }
        catch (Exception exception)
        {
            OperationFailed(logger, exception, operation.Type, agentId);
            return Unavailable;
        }
    }

    private static (AgentID Agent, Operation Operation) Read(Call call) => call.Type switch
    {
        Call.Types.Type.ReserveResources => (call.ReserveResources.AgentId, new Operation
        {
            Type = Operation.Types.Type.Reserve,
            Reserve = new Operation.Types.Reserve
            {
                Source = { call.ReserveResources.Source },
                Resources = { call.ReserveResources.Resources },
            },
        }),
        Call.Types.Type.UnreserveResources => (call.UnreserveResources.AgentId, new Operation
        {
            Type = Operation.Types.Type.Unreserve,
            Unreserve = new Operation.Types.Unreserve { Resources = { call.UnreserveResources.Resources } },
        }),
        Call.Types.Type.CreateVolumes => (call.CreateVolumes.AgentId, new Operation
        {
            Type = Operation.Types.Type.Create,
            Create = new Operation.Types.Create { Volumes = { call.CreateVolumes.Volumes } },
        }),
        Call.Types.Type.DestroyVolumes => (call.DestroyVolumes.AgentId, new Operation
        {
            Type = Operation.Types.Type.Destroy,
            Destroy = new Operation.Types.Destroy { Volumes = { call.DestroyVolumes.Volumes } },
        }),
        Call.Types.Type.GrowVolume => (call.GrowVolume.AgentId, new Operation
        {
            Type = Operation.Types.Type.GrowVolume,
            GrowVolume = new Operation.Types.GrowVolume
            {
                Volume = call.GrowVolume.Volume,
                Addition = call.GrowVolume.Addition,
            },
        }),
        _ => (call.ShrinkVolume.AgentId, new Operation
        {
            Type = Operation.Types.Type.ShrinkVolume,
            ShrinkVolume = new Operation.Types.ShrinkVolume
            {
                Volume = call.ShrinkVolume.Volume,
                Subtract = call.ShrinkVolume.Subtract,
            },
        }),
    };

    [LoggerMessage(5211, LogLevel.Warning, "An operator's {Operation} on agent {AgentId} was answered 503")]
    private static partial void OperationFailed(
        ILogger logger, Exception exception, Operation.Types.Type operation, string agentId);
}
