using MesosOrleans.Grains.Interfaces.Metrics;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using CallType = MesosOrleans.Protocol.V1.SchedulerApi.Call.Types.Type;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Grains.Metrics;

/// <summary>What one framework's grain counts.</summary>
internal sealed class SchedulerCounters(ClusterCounters counters, string frameworkId)
{
    private const string Messages = "master/messages_";

    /// <summary>A subscription that was taken.</summary>
    public void Subscribed(bool again, string? principal)
    {
        counters.Add(again ? Messages + "reregister_framework" : Messages + "register_framework");
        counters.Add(frameworkId, FrameworkCounter.CallSubscribe);
        Principal(principal);
    }

    /// <summary>A call that was let in.</summary>
    public void Call(Call call, string? principal)
    {
        if (CounterNames.Of(call.Type) is { } counter)
        {
            counters.Add(frameworkId, counter);
        }

        Principal(principal);
        if (call.Type == CallType.Accept)
        {
            Operations(call.Accept.Operations);
        }
        else if (MessageOf(call.Type) is { } message)
        {
            counters.Add(Messages + message);
            if (Outcome(call.Type) is { } outcome)
            {
                counters.Add("master/valid_" + outcome);
            }
        }
    }

    /// <summary>A call that was refused.</summary>
    public void Refused(Call call)
    {
        counters.Add("master/dropped_messages");
        if (Outcome(call.Type) is { } outcome)
        {
            counters.Add("master/invalid_" + outcome);
        }
    }

    /// <summary>An event on its way to the scheduler.</summary>
    public void Event(Event sent)
    {
        if (CounterNames.Of(sent.Type) is { } counter)
        {
            counters.Add(frameworkId, counter);
        }

        if (sent.Type == Protocol.V1.SchedulerApi.Event.Types.Type.Offers)
        {
            counters.Add(frameworkId, FrameworkCounter.OffersSent, sent.Offers.Offers_.Count);
        }
        else if (sent.Type == Protocol.V1.SchedulerApi.Event.Types.Type.Rescind)
        {
            counters.Add(frameworkId, FrameworkCounter.OffersRescinded);
        }
    }

    /// <summary>Offers that the scheduler gave back, or took.</summary>
    public void Offers(int count, bool accepted)
    {
        if (count > 0)
        {
            counters.Add(frameworkId, accepted ? FrameworkCounter.OffersAccepted : FrameworkCounter.OffersDeclined, count);
        }
    }

    /// <summary>A launch that never became a task.</summary>
    public void Refused(TaskStatus status) => TaskCounters.Ended(counters, status);

    /// <summary>Operations that were refused; launches are no operations here.</summary>
    public void Refused(IEnumerable<OperationStatus> statuses, IReadOnlyCollection<Offer.Types.Operation> operations)
    {
        foreach (var status in statuses)
        {
            var type = operations.FirstOrDefault(operation => operation.Id?.Equals(status.OperationId) == true)?.Type;
            if (type is { } known && status.State is OperationState.OperationError or OperationState.OperationDropped or OperationState.OperationFailed)
            {
                OperationCounters.Ended(counters, known, status.State);
            }
        }
    }

    private static string? MessageOf(CallType type) => type switch
    {
        CallType.Teardown => "unregister_framework",
        CallType.Decline => "decline_offers",
        CallType.Revive => "revive_offers",
        CallType.Kill => "kill_task",
        CallType.Acknowledge => "status_update_acknowledgement",
        CallType.AcknowledgeOperationStatus => "operation_status_update_acknowledgement",
        CallType.Reconcile => "reconcile_tasks",
        CallType.ReconcileOperations => "reconcile_operations",
        CallType.Message => "framework_to_executor",
        CallType.Request => "resource_request",
        CallType.Suppress => "suppress_offers",
        _ => null,
    };

    private static string? Outcome(CallType type) => type switch
    {
        CallType.Acknowledge => "status_update_acknowledgements",
        CallType.AcknowledgeOperationStatus => "operation_status_update_acknowledgements",
        CallType.Message => "framework_to_executor_messages",
        _ => null,
    };

    // An ACCEPT counts as what it is for: launches, or nothing at all.
    private void Operations(IReadOnlyCollection<Offer.Types.Operation> operations)
    {
        if (operations.Count == 0)
        {
            counters.Add(Messages + "decline_offers");
        }

        foreach (var operation in operations)
        {
            if (CounterNames.Of(operation.Type) is { } counter)
            {
                counters.Add(frameworkId, counter);
            }

            if (operation.Type is OperationType.Launch or OperationType.LaunchGroup)
            {
                counters.Add(Messages + "launch_tasks");
            }
        }
    }

    private void Principal(string? principal)
    {
        if (principal is not null)
        {
            counters.Add($"frameworks/{principal}/messages_received");
            counters.Add($"frameworks/{principal}/messages_processed");
        }
    }
}
