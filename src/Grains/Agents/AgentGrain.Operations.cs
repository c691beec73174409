using Google.Protobuf;
using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Offers;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Grains.Agents;

/// <summary>Reservations and volumes: operations of frameworks and operators, and word of their outcome (http-api.md 5.7, 9.2).</summary>
public sealed partial class AgentGrain
{
    private readonly OperationLog _operations = new(Limits.AgentOperationsMax);
    private readonly Queue<string> _endedOffers = new();

    // Of launches that are being stored: what they use is in the ledger, and in reports, already.
    private readonly HashSet<string> _endingOffers = new(StringComparer.Ordinal);
    private bool _isFailed;

    private string AgentText => $"{AgentId} at slave(1)@{State.Ip}:{State.Info!.Port} ({State.Info.Hostname})";

    /// <inheritdoc />
    public async Task<OperateResult> Operate(OperateRequest request)
    {
        if (Check(request, out var conversions) is { } refused)
        {
            return refused;
        }

        var needed = ResourceSet.Sum(conversions.Select(conversion => conversion.Consumed));
        await GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key)
            .RescindOffers(AgentId, needed.ToProto(ResourceFormat.Post));

        // Much may have happened meanwhile.
        if (Check(request, out conversions) is { } overtaken)
        {
            return overtaken;
        }

        if (_ledger.TryConvert(conversions) is { } error)
        {
            return new OperateResult { Status = 409, Message = error };
        }

        NoteDestroyed(request.Operation);
        await _writer.WriteAsync();
        LogOperated(AgentId, request.Operation.Type);
        OperationCounters.Finished(Counters, request.Operation.Type);
        SendCheckpoint();
        Report();
        MarkChanged();
        return OperateResult.Accepted;
    }

    /// <inheritdoc />
    public async Task AcknowledgeOperation(OperationAcknowledgement acknowledgement)
    {
        if (_operations.Acknowledge(
            acknowledgement.FrameworkId, acknowledgement.OperationId, acknowledgement.UuidBytes))
        {
            MarkChanged();
            await _writer.WriteAsync();
            SettleDrainSoon();
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<OperationStatus>> OperationsOf(string frameworkId) =>
        Task.FromResult<IReadOnlyList<OperationStatus>>(
            State.Standing == AgentStanding.Registered
                ? [.. _operations.Of(frameworkId).Select(operation => Plain(operation.LatestStatus))]
                : []);

    private OperateResult? Check(OperateRequest request, out IReadOnlyList<ResourceConversion> conversions)
    {
        conversions = [];
        if (State.Info is null || State.Standing != AgentStanding.Registered)
        {
            return new OperateResult { Status = 400, Message = "No agent found with specified ID" };
        }

        var invalid = OperatorOperation.TryPlan(
            request.Operation, request.Principal, _ledger, State.Capabilities, AgentText, out conversions);
        if (invalid is not null)
        {
            return new OperateResult { Status = 400, Message = invalid };
        }

        return AgentLedger.TryConvert(_ledger.Total, _ledger.Used, conversions, out _) is { } missing
            ? new OperateResult { Status = 409, Message = missing }
            : null;
    }

    private bool Take(FrameworkInfo framework, PlannedOperation planned, List<OperationStatus> told)
    {
        var operation = planned.Operation;
        if (_ledger.TryConvert(planned.Conversions) is { } outdated)
        {
            if (AcceptPlanner.Failure(operation, $"Operation assumes outdated resource state: {outdated}") is { } failure)
            {
                told.Add(failure);
            }

            return false;
        }

        if (operation.Id is not null)
        {
            var status = new OperationStatus
            {
                OperationId = operation.Id,
                State = OperationState.OperationFinished,
                Uuid = new UUID { Value = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()) },
                AgentId = new AgentID { Value = AgentId },
            };
            _operations.Add(
                new Operation
                {
                    FrameworkId = framework.Id,
                    AgentId = status.AgentId,
                    Info = operation,
                    LatestStatus = status,
                    Statuses = { status },
                    Uuid = status.Uuid,
                },
                time.GetUtcNow());
            told.Add(status);
        }

        NoteDestroyed(operation);
        OperationCounters.Finished(Counters, operation.Type);
        if (operation.Type == OperationType.Destroy)
        {
            RescindShared(planned);
        }

        return true;
    }

    // A shared volume may be in offers to other frameworks. Not awaited: what they accept of it is refused in any case.
    private void RescindShared(PlannedOperation destroyed)
    {
        var shared = ResourceSet.Sum(destroyed.Conversions.Select(conversion => conversion.Consumed.Shared));
        if (!shared.IsEmpty)
        {
            GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key)
                .RescindOffers(AgentId, shared.ToProto(ResourceFormat.Post)).Ignore();
        }
    }

    private void RestoreLedger()
    {
        var configured = ResourceSet.FromProto(State.Info!.Resources);
        _stored = ResourceSet.FromProto(State.Checkpointed);
        _ledger = new AgentLedger(configured);
        if (_ledger.TryConfigure(configured, _stored) is { } broken)
        {
            // They fitted when they were stored.
            throw new Core.InvariantViolationException($"agent {AgentId}: {broken}");
        }

        RestoreCheckpoints();

        foreach (var operation in State.Operations)
        {
            _operations.Restore(operation);
        }
    }

    private void RememberEnded(IReadOnlyList<string> offerIds)
    {
        _endingOffers.ExceptWith(offerIds);
        foreach (var id in offerIds)
        {
            _endedOffers.Enqueue(id);
            if (_endedOffers.Count > Limits.ReportedEndsMax)
            {
                _endedOffers.Dequeue();
            }
        }
    }

    private void TellOperationsAgain()
    {
        if (State.Standing == AgentStanding.Registered && _attached)
        {
            foreach (var group in _operations.TakeDue(time.GetUtcNow()).GroupBy(operation => operation.FrameworkId.Value))
            {
                Tell(group.Key, [.. group.Select(operation => operation.LatestStatus)]);
            }
        }
    }

    private void TellOperationsOfLoss(AgentStanding standing, string message)
    {
        var gone = standing != AgentStanding.Unreachable;
        foreach (var group in _operations.Operations.GroupBy(operation => operation.FrameworkId.Value).ToList())
        {
            Tell(group.Key, [.. group.Select(operation => new OperationStatus
            {
                OperationId = operation.Info.Id,
                State = gone ? OperationState.OperationGoneByOperator : OperationState.OperationUnreachable,
                Message = gone ? message : "Agent was marked unreachable",
                AgentId = operation.AgentId,
            })]);
        }

        if (gone)
        {
            _operations.Clear();
        }
    }

    private void Tell(string frameworkId, IReadOnlyList<OperationStatus> statuses) =>
        GrainFactory.Find<IFrameworkGrain>(frameworkId)
            .OnOperationStatuses(new OperationStatusBatch { AgentId = AgentId, Statuses = statuses }).Ignore();

    private static OperationStatus Plain(OperationStatus status)
    {
        var plain = status.Clone();
        plain.Uuid = null;
        return plain;
    }

    [LoggerMessage(1121, LogLevel.Information, "An operator's {Operation} changed the resources of agent {AgentId}")]
    private partial void LogOperated(string agentId, OperationType operation);
}
