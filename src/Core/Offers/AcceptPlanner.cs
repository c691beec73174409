using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Core.Offers;

/// <summary>
/// Turns the operations of an ACCEPT into launches and refusals, in order, against a running remainder of the offers
/// (http-api.md 5.2, 5.3, 5.5). One failing operation does not stop the next.
/// </summary>
public static class AcceptPlanner
{
    /// <summary>The tasks that the operations want to launch.</summary>
    public static IEnumerable<TaskInfo> TasksOf(IEnumerable<Offer.Types.Operation> operations) =>
        operations.SelectMany(operation => operation.Type switch
        {
            OperationType.Launch when operation.Launch is not null => operation.Launch.TaskInfos,
            OperationType.LaunchGroup when operation.LaunchGroup?.TaskGroup is { } group => group.Tasks,
            _ => Enumerable.Empty<TaskInfo>(),
        });

    /// <summary>Plans the operations.</summary>
    public static AcceptPlan Plan(AcceptInput input) => new Planner(input).Run();

    private sealed class Planner(AcceptInput input)
    {
        private readonly List<PlannedLaunch> _launches = [];
        private readonly List<TaskRefusal> _refused = [];
        private readonly List<OperationStatus> _operations = [];
        private readonly HashSet<string> _taskIds = new(StringComparer.Ordinal);
        private readonly HashSet<string> _newExecutors = new(StringComparer.Ordinal);
        private ResourceSet _remaining = input.Offered;

        public AcceptPlan Run()
        {
            foreach (var operation in input.Operations)
            {
                switch (operation.Type)
                {
                    case OperationType.Launch:
                        Launch(operation);
                        break;
                    case OperationType.LaunchGroup:
                        LaunchGroup(operation);
                        break;
                    case OperationType.Unknown:
                        break;
                    default:
                        Drop(operation, $"{operation.Type} operations are not supported yet");
                        break;
                }
            }

            return new AcceptPlan(_launches, _refused, _operations);
        }

        private void Launch(Offer.Types.Operation operation)
        {
            var tasks = operation.Launch?.TaskInfos ?? [];
            if (operation.Id is not null)
            {
                Refuse(tasks, Reason.TaskInvalid, "The `id` field cannot be set on LAUNCH operations");
                return;
            }

            if (ResourceError(tasks) is { } error)
            {
                Refuse(tasks, Reason.TaskInvalid, $"Operation attempted with invalid resources: {error}");
                return;
            }

            foreach (var original in tasks)
            {
                var task = Normalise(original);
                if (TaskValidator.Validate(task, Context(task)) is { } invalid)
                {
                    Refuse([task], Reason.TaskInvalid, invalid);
                }
                else
                {
                    Take([task], task.Executor, isGroup: false);
                }
            }
        }

        private void LaunchGroup(Offer.Types.Operation operation)
        {
            var tasks = operation.LaunchGroup?.TaskGroup?.Tasks ?? [];
            if (operation.Id is not null)
            {
                Refuse(tasks, Reason.TaskGroupInvalid, "The `id` field cannot be set on LAUNCH_GROUP operations");
                return;
            }

            if (ResourceError(tasks) is { } error)
            {
                Refuse(tasks, Reason.TaskGroupInvalid, $"Operation attempted with invalid resources: {error}");
                return;
            }

            if (operation.LaunchGroup?.Executor is null || tasks.Count == 0)
            {
                Refuse(tasks, Reason.TaskGroupInvalid, "A LAUNCH_GROUP operation needs an executor and at least one task");
                return;
            }

            var executor = NormaliseExecutor(operation.LaunchGroup.Executor);
            var group = tasks.Select(task => Normalise(task, executor)).ToList();
            if (TaskGroupValidator.Validate(group, executor, Context(group[0])) is { } invalid)
            {
                Refuse(group, Reason.TaskGroupInvalid, invalid);
                return;
            }

            Take(group, executor, isGroup: true);
        }

        private static string? ResourceError(IEnumerable<TaskInfo> tasks)
        {
            foreach (var task in tasks)
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

        private TaskValidationContext Context(TaskInfo task)
        {
            var executorId = task.Executor?.ExecutorId?.Value;
            return new TaskValidationContext
            {
                Framework = input.Framework,
                AgentId = input.AgentId,
                Remaining = _remaining,
                IsTaskIdInUse = id => _taskIds.Contains(id) || input.Ledger.Find(input.Framework.Id.Value, id) is not null,
                IsExecutorKnown = executorId is not null && IsKnown(executorId),
            };
        }

        private bool IsKnown(string executorId) =>
            _newExecutors.Contains(executorId) || input.Ledger.HasExecutor(input.Framework.Id.Value, executorId);

        private void Take(List<TaskInfo> tasks, ExecutorInfo? executor, bool isGroup)
        {
            var isNew = executor is not null && !IsKnown(executor.ExecutorId.Value);
            var executorResources = isNew ? ResourceSet.FromProto(executor!.Resources) : ResourceSet.Empty;
            var entries = new List<LedgerTask>(tasks.Count);
            foreach (var task in tasks)
            {
                var resources = ResourceSet.FromProto(task.Resources);
                entries.Add(new LedgerTask
                {
                    FrameworkId = input.Framework.Id.Value,
                    TaskId = task.TaskId.Value,
                    Role = input.Role,
                    ExecutorId = executor?.ExecutorId.Value,
                    Resources = resources,
                });
                _taskIds.Add(task.TaskId.Value);
                _remaining -= resources;
            }

            _remaining -= executorResources;
            if (isNew)
            {
                _newExecutors.Add(executor!.ExecutorId.Value);
            }

            _launches.Add(new PlannedLaunch
            {
                Tasks = tasks,
                LedgerTasks = entries,
                Executor = executor,
                NewExecutorId = isNew ? executor!.ExecutorId.Value : null,
                ExecutorResources = executorResources,
                IsGroup = isGroup,
            });
        }

        // Internal form: post-refinement resources, allocated to the offer's role.
        private TaskInfo Normalise(TaskInfo original, ExecutorInfo? executor = null)
        {
            var task = original.Clone();
            Allocate(task.Resources);
            if (executor is not null)
            {
                task.Executor = executor;
            }
            else if (task.Executor is not null)
            {
                task.Executor = NormaliseExecutor(task.Executor);
            }

            InferHealthCheckType(task);
            return task;
        }

        private ExecutorInfo NormaliseExecutor(ExecutorInfo original)
        {
            var executor = original.Clone();
            Allocate(executor.Resources);
            executor.FrameworkId ??= input.Framework.Id;
            return executor;
        }

        private void Allocate(Google.Protobuf.Collections.RepeatedField<Resource> resources)
        {
            foreach (var resource in resources)
            {
                resource.AllocationInfo ??= new Resource.Types.AllocationInfo { Role = input.Role };
            }

            var upgraded = ResourceSet.FromProto(resources).ToProto(ResourceFormat.Post);
            resources.Clear();
            resources.Add(upgraded);
        }

        private static void InferHealthCheckType(TaskInfo task)
        {
            if (task.HealthCheck is not { HasType: false } check)
            {
                return;
            }

            if (check.Command is not null && check.Http is null)
            {
                check.Type = HealthCheck.Types.Type.Command;
            }
            else if (check.Http is not null && check.Command is null)
            {
                check.Type = HealthCheck.Types.Type.Http;
            }
        }

        private void Refuse(IEnumerable<TaskInfo> tasks, Reason reason, string message)
        {
            foreach (var task in tasks)
            {
                _refused.Add(new TaskRefusal(task.TaskId, TaskState.TaskError, reason, message));
            }
        }

        private void Drop(Offer.Types.Operation operation, string message)
        {
            if (operation.Id is not null)
            {
                _operations.Add(new OperationStatus
                {
                    OperationId = operation.Id,
                    State = OperationState.OperationError,
                    Message = message,
                });
            }
        }
    }
}
