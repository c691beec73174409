using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Core.Offers;

/// <summary>The planning of one ACCEPT: what is left of the offers and of the agent after the steps so far.</summary>
internal sealed partial class AcceptRun
{
    private readonly AcceptInput _input;
    private readonly List<PlannedStep> _steps = [];
    private readonly List<TaskRefusal> _refused = [];
    private readonly List<OperationStatus> _failed = [];
    private readonly HashSet<string> _taskIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExecutorInfo> _newExecutors = new(StringComparer.Ordinal);
    private ResourceSet _remaining;
    private ResourceSet _total;
    private ResourceSet _used;
    private int _slots;

    public AcceptRun(AcceptInput input)
    {
        _input = input;
        _remaining = input.Offered;
        _total = input.Ledger.Total;
        _used = input.Ledger.Used;
        _slots = input.OperationSlots;
    }

    /// <summary>Looks at all operations first, then takes the sound ones in order.</summary>
    public AcceptPlan Run()
    {
        var sound = new List<Offer.Types.Operation>(_input.Operations.Count);
        foreach (var operation in _input.Operations)
        {
            if (operation.Type != OperationType.Unknown && IsSound(operation))
            {
                sound.Add(operation);
            }
        }

        foreach (var operation in sound)
        {
            switch (operation.Type)
            {
                case OperationType.Launch:
                    Launch(operation);
                    break;
                case OperationType.LaunchGroup:
                    LaunchGroup(operation);
                    break;
                default:
                    Operate(Normalise(operation));
                    break;
            }
        }

        return new AcceptPlan(_steps, _refused, _failed);
    }

    private bool IsSound(Offer.Types.Operation operation) =>
        AcceptPlanner.IsLaunch(operation) ? IsSoundLaunch(operation) : IsSoundOperation(operation);

    private bool IsSoundLaunch(Offer.Types.Operation operation)
    {
        var reason = operation.Type == OperationType.Launch ? Reason.TaskInvalid : Reason.TaskGroupInvalid;
        if (operation.Id is not null)
        {
            var name = OperationValidator.NameOf(operation.Type);
            Refuse(AcceptPlanner.TasksOf(operation), reason, $"The `id` field cannot be set on {name} operations");
            return false;
        }

        if (ResourceError(operation) is { } error)
        {
            Refuse(AcceptPlanner.TasksOf(operation), reason, error);
            return false;
        }

        return true;
    }

    private static string? ResourceError(Offer.Types.Operation operation)
    {
        if (operation.LaunchGroup?.Executor is { } shared && ResourceValidator.Validate(shared.Resources) is { } invalid)
        {
            return invalid;
        }

        foreach (var task in AcceptPlanner.TasksOf(operation))
        {
            var error = ResourceValidator.Validate(task.Resources)
                ?? (task.Executor is null ? null : ResourceValidator.Validate(task.Executor.Resources));
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private void Refuse(IEnumerable<TaskInfo> tasks, Reason reason, string message)
    {
        foreach (var task in tasks)
        {
            _refused.Add(new TaskRefusal(task.TaskId, task.AgentId, TaskState.TaskError, reason, message));
        }
    }

    private void Drop(Offer.Types.Operation operation, string message)
    {
        if (AcceptPlanner.Failure(operation, message) is { } status)
        {
            _failed.Add(status);
        }
    }
}
