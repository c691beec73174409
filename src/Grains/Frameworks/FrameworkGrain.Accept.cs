using MesosOrleans.Core.Offers;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>ACCEPT (http-api.md 5.1): the offers are checked here, the operations by the agent.</summary>
public sealed partial class FrameworkGrain
{
    private async Task Accept(Call.Types.Accept accept)
    {
        var error = CheckOffers(accept.OfferIds);
        var taken = Take(accept.OfferIds);
        if (error is not null)
        {
            RefuseAll(accept.Operations, error);
            await Return(taken, refuse: null);
            return;
        }

        var refuse = RefuseFilter.Seconds(accept.Filters);
        Counters.Offers(taken.Count, accepted: accept.Operations.Count > 0);
        if (accept.Operations.Count == 0)
        {
            await Return(taken, refuse);
            return;
        }

        await Apply(accept, taken, refuse);
    }

    private async Task Apply(Call.Types.Accept accept, List<OutstandingOffer> taken, double? refuse)
    {
        var agentId = taken[0].Offer.AgentId.Value;
        ApplyResult result;
        try
        {
            Use(taken);
            await RememberAgent(agentId);
            result = await GrainFactory.Find<IAgentGrain>(agentId).Apply(new ApplyRequest
            {
                Framework = State.Info!,
                Role = taken[0].Role,
                Offered = [.. taken.SelectMany(offer => offer.Offer.Resources)],
                Operations = accept.Operations,
                OfferIds = [.. taken.Select(offer => offer.Offer.Id.Value)],
            });
        }
        catch
        {
            // The call changes nothing, so far as that is known: the offers stay good for another try. Should the launch
            // have become durable all the same, the agent's ledger refuses what no longer fits.
            Restore(taken);
            throw;
        }

        Counters.Refused(result.Operations, accept.Operations);
        RememberUnsettled(agentId, result.Launched);
        foreach (var status in result.Refused)
        {
            Counters.Refused(status);
            EmitUpdate(status);
        }

        foreach (var status in result.Operations)
        {
            EmitOperation(status);
        }

        var converts = accept.Operations.Any(operation => operation.Launch is null && operation.LaunchGroup is null);
        Free(taken);
        await EndOffers(taken[0].Role,
        [
            .. taken.Select((offer, index) => new OfferEnd
            {
                OfferId = offer.Offer.Id.Value,
                FrameworkId = FrameworkId,
                Used = index == 0 ? result.Used : [],
                LedgerVersion = result.LedgerVersion,
                LedgerEpoch = result.LedgerEpoch,
                Converted = converts,
                RefuseSeconds = refuse,
            }),
        ]);
    }

    private string? CheckOffers(IReadOnlyList<OfferID> offerIds)
    {
        if (offerIds.Count == 0)
        {
            return "No offers specified";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        OutstandingOffer? first = null;
        foreach (var id in offerIds)
        {
            if (!seen.Add(id.Value))
            {
                return $"Duplicate offer {id.Value} in offer list";
            }

            if (!_offers.TryGetValue(id.Value, out var offer))
            {
                return $"Offer {id.Value} is no longer valid";
            }

            first ??= offer;
            if (offer.Role != first.Role)
            {
                return "Aggregated offers must be allocated to the same role. "
                    + $"Offer {id.Value} uses role '{offer.Role}' but another is using role '{first.Role}'";
            }

            if (!offer.Offer.AgentId.Equals(first.Offer.AgentId))
            {
                return "Aggregated offers must belong to one single agent. "
                    + $"Offer {id.Value} uses agent {offer.Offer.AgentId.Value} and agent {first.Offer.AgentId.Value}";
            }
        }

        return null;
    }

    private void RefuseAll(IReadOnlyList<Offer.Types.Operation> operations, string error)
    {
        foreach (var task in AcceptPlanner.TasksOf(operations))
        {
            var refused = new TaskStatus
            {
                TaskId = task.TaskId,
                AgentId = task.AgentId,
                State = TaskStates.ForFramework(TaskState.TaskDropped, IsPartitionAware),
                Source = TaskStatus.Types.Source.Master,
                Reason = Reason.InvalidOffers,
                Message = $"Task launched with invalid offers: {error}",
                Timestamp = Timestamp(),
            };
            Counters.Refused(refused);
            EmitUpdate(refused);
        }

        foreach (var operation in operations)
        {
            if (AcceptPlanner.Failure(operation, $"Operation attempted with invalid offers: {error}") is { } status)
            {
                Counters.Refused([status], operations);
                EmitOperation(status);
            }
        }
    }

    private async Task Return(List<OutstandingOffer> offers, double? refuse)
    {
        foreach (var group in offers.GroupBy(offer => offer.Role))
        {
            await EndOffers(group.Key, [.. group.Select(offer => new OfferEnd
            {
                OfferId = offer.Offer.Id.Value,
                FrameworkId = FrameworkId,
                RefuseSeconds = refuse,
            })]);
        }
    }

    private void Restore(List<OutstandingOffer> offers)
    {
        foreach (var offer in offers)
        {
            var id = offer.Offer.Id.Value;
            _inUse.Remove(id);
            _ended.Remove(id);
            _offers.TryAdd(id, offer);
        }

        MarkChanged();
    }

    // Durable before the first launch there: a grain that comes up anew finds its tasks through its agents.
    private async Task RememberAgent(string agentId)
    {
        if (State.Agents.Add(agentId))
        {
            await _writer.WriteAsync();
        }
    }
}
