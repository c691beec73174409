using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>Word of operations: their outcomes, acknowledgements, reconciliation (http-api.md 5.7).</summary>
public sealed partial class FrameworkGrain
{
    /// <inheritdoc />
    public async Task OnOperationStatuses(OperationStatusBatch batch)
    {
        if (IsKnown)
        {
            foreach (var status in batch.Statuses)
            {
                EmitOperation(status);
            }

            return;
        }

        // Nobody is left to acknowledge: the agent would repeat them for ever.
        var agent = GrainFactory.Find<IAgentGrain>(batch.AgentId);
        foreach (var status in batch.Statuses.Where(status => status.Uuid is not null))
        {
            await agent.AcknowledgeOperation(Acknowledgement(status.OperationId.Value, status.Uuid.Value.ToByteArray()));
        }
    }

    private void EmitOperation(OperationStatus status) => Emit(new Event
    {
        Type = Event.Types.Type.UpdateOperationStatus,
        UpdateOperationStatus = new Event.Types.UpdateOperationStatus { Status = status },
    });

    // Known agents only: a grain must not come to life for an id that somebody made up.
    private Task AcknowledgeOperation(Call.Types.AcknowledgeOperationStatus acknowledge) =>
        acknowledge.AgentId is { } agent && State.Agents.Contains(agent.Value)
            ? GrainFactory.Find<IAgentGrain>(agent.Value).AcknowledgeOperation(
                Acknowledgement(acknowledge.OperationId.Value, acknowledge.Uuid.ToByteArray()))
            : Task.CompletedTask;

    private OperationAcknowledgement Acknowledgement(string operationId, byte[] uuid) => new()
    {
        FrameworkId = FrameworkId,
        OperationId = operationId,
        Uuid = uuid,
    };

    private async Task ReconcileOperations(IReadOnlyList<Call.Types.ReconcileOperations.Types.Operation> asked)
    {
        var known = new List<OperationStatus>();
        foreach (var some in State.Agents.ToList().Chunk(Limits.FanOutMax))
        {
            var answers = await Task.WhenAll(some.Select(agent =>
                GrainFactory.Find<IAgentGrain>(agent).OperationsOf(FrameworkId)));
            known.AddRange(answers.SelectMany(statuses => statuses));
        }

        if (asked.Count == 0)
        {
            known.ForEach(EmitOperation);
            return;
        }

        foreach (var operation in asked)
        {
            EmitOperation(
                known.Find(status => status.OperationId.Equals(operation.OperationId)) ?? await Unknown(operation));
        }
    }

    private async Task<OperationStatus> Unknown(Call.Types.ReconcileOperations.Types.Operation operation)
    {
        var status = new OperationStatus { OperationId = operation.OperationId, State = OperationState.OperationUnknown };
        if (operation.AgentId is not { } agent)
        {
            status.Message = "Reconciliation: Operation is unknown and no 'agent_id' was provided";
            return status;
        }

        status.AgentId = agent;
        if (operation.ResourceProviderId is { } provider)
        {
            status.ResourceProviderId = provider;
        }

        var standing = IdRules.Validate(agent.Value) is null
            ? await GrainFactory.Find<IAgentGrain>(agent.Value).Standing()
            : AgentStanding.Unknown;
        (status.State, status.Message) = standing switch
        {
            AgentStanding.Recovered => (OperationState.OperationRecovering,
                "Reconciliation: Agent is recovered but has not re-registered"),
            AgentStanding.Registered => (OperationState.OperationUnknown, "Reconciliation: Operation is unknown"),
            AgentStanding.Unreachable => (OperationState.OperationUnreachable, "Reconciliation: Agent is unreachable"),
            AgentStanding.Gone => (OperationState.OperationGoneByOperator,
                "Reconciliation: Agent marked gone by operator"),
            _ => (OperationState.OperationUnknown, "Reconciliation: Both operation and agent are unknown"),
        };
        return status;
    }
}
