using MesosOrleans.Protocol.V1;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Grains.Metrics;

/// <summary>Counts outcomes of operations on agents' resources, in sum and by type.</summary>
internal static class OperationCounters
{
    /// <summary>Counts an outcome.</summary>
    public static void Ended(ClusterCounters counters, OperationType type, OperationState state)
    {
        var name = state switch
        {
            OperationState.OperationFinished => "finished",
            OperationState.OperationFailed => "failed",
            OperationState.OperationError => "error",
            OperationState.OperationDropped => "dropped",
            OperationState.OperationGoneByOperator => "gone_by_operator",
            _ => null,
        };
        if (name is not null)
        {
            counters.Add("master/operations/" + name);
            counters.Add(CounterNames.OperationPrefix(type) + name);
        }
    }

    /// <summary>Counts one that an agent has done, and its word of it.</summary>
    public static void Finished(ClusterCounters counters, OperationType type)
    {
        Ended(counters, type, OperationState.OperationFinished);
        counters.Add("master/messages_operation_status_update");
        counters.Add("master/valid_operation_status_updates");
    }
}
