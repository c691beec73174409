using MesosOrleans.Protocol.V1;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Offers;

/// <summary>
/// Turns the operations of an ACCEPT into launches, conversions and refusals, in order, against a running remainder of
/// the offers (http-api.md 5.2 to 5.6). One failing operation does not stop the next.
/// </summary>
public static class AcceptPlanner
{
    /// <summary>The tasks that the operations want to launch.</summary>
    public static IEnumerable<TaskInfo> TasksOf(IEnumerable<Offer.Types.Operation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        return operations.SelectMany(TasksOf);
    }

    /// <summary>The tasks that an operation wants to launch.</summary>
    public static IEnumerable<TaskInfo> TasksOf(Offer.Types.Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Type switch
        {
            OperationType.Launch when operation.Launch is not null => operation.Launch.TaskInfos,
            OperationType.LaunchGroup when operation.LaunchGroup?.TaskGroup is { } group => group.Tasks,
            _ => [],
        };
    }

    /// <summary>True for LAUNCH and LAUNCH_GROUP, whose outcomes are told task by task.</summary>
    public static bool IsLaunch(Offer.Types.Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Type is OperationType.Launch or OperationType.LaunchGroup;
    }

    /// <summary>The event that tells of an operation which failed before it reached its agent; null without an id.</summary>
    public static OperationStatus? Failure(Offer.Types.Operation operation, string message)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Id is null || IsLaunch(operation)
            ? null
            : new OperationStatus { OperationId = operation.Id, State = OperationState.OperationError, Message = message };
    }

    /// <summary>Plans the operations.</summary>
    public static AcceptPlan Plan(AcceptInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new AcceptRun(input).Run();
    }
}
