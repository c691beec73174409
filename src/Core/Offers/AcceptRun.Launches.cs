using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;
using AgentCapability = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Core.Offers;

/// <content>LAUNCH and LAUNCH_GROUP (http-api.md 5.5, 5.6).</content>
internal sealed partial class AcceptRun
{
    private void Launch(Offer.Types.Operation operation)
    {
        var tasks = operation.Launch?.TaskInfos ?? [];
        foreach (var original in tasks)
        {
            var task = Normalise(original);
            if (TaskValidator.Validate(task, Context(task.Executor, isGroup: false)) is { } invalid)
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
        if (operation.LaunchGroup?.Executor is null || tasks.Count == 0)
        {
            Refuse(tasks, Reason.TaskGroupInvalid, "A LAUNCH_GROUP operation needs an executor and at least one task");
            return;
        }

        var executor = NormaliseExecutor(operation.LaunchGroup.Executor, isGroup: true);
        var group = tasks.Select(task => Normalise(task, executor)).ToList();
        if (TaskGroupValidator.Validate(group, executor, Context(executor, isGroup: true)) is { } invalid)
        {
            Refuse(group, Reason.TaskGroupInvalid, invalid);
            return;
        }

        Take(group, executor, isGroup: true);
    }

    private TaskValidationContext Context(ExecutorInfo? executor, bool isGroup)
    {
        var executorId = executor?.ExecutorId?.Value;
        return new TaskValidationContext
        {
            Framework = _input.Framework,
            AgentId = _input.AgentId,
            Remaining = _remaining,
            UseOf = UseOf,
            IsExecutorKnown = executorId is not null && IsKnown(executorId),
            KnownExecutor = executorId is null ? null : Known(executorId),
            SharesCgroups = isGroup ? SharesCgroups(executorId!) : null,
            CanLimit = _input.AgentCapabilities.Any(capability => capability.Type == AgentCapability.TaskResourceLimits),
        };
    }

    private TaskIdUse UseOf(string taskId)
    {
        if (_taskIds.Contains(taskId))
        {
            return TaskIdUse.Live;
        }

        return _input.Ledger.Find(_input.Framework.Id.Value, taskId) switch
        {
            null => _input.UsedElsewhere.GetValueOrDefault(taskId),
            { State: TaskState.TaskUnreachable } => TaskIdUse.Unreachable,
            _ => TaskIdUse.Live,
        };
    }

    private bool IsKnown(string executorId) =>
        _newExecutors.ContainsKey(executorId) || _input.Ledger.HasExecutor(_input.Framework.Id.Value, executorId);

    private ExecutorInfo? Known(string executorId) =>
        _newExecutors.GetValueOrDefault(executorId) ?? _input.Ledger.InfoOf(_input.Framework.Id.Value, executorId);

    private bool? SharesCgroups(string executorId)
    {
        foreach (var launch in _steps.OfType<PlannedLaunch>())
        {
            if (launch.Executor?.ExecutorId.Value == executorId)
            {
                return launch.LedgerTasks[0].SharesCgroups;
            }
        }

        return _input.Ledger.SharesCgroups(_input.Framework.Id.Value, executorId);
    }

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
                FrameworkId = _input.Framework.Id.Value,
                TaskId = task.TaskId.Value,
                Role = _input.Role,
                ExecutorId = executor?.ExecutorId.Value,
                Resources = resources,
                SharesCgroups = TaskValidator.SharesCgroups(task.Container),
            });
            _taskIds.Add(task.TaskId.Value);

            // A shared volume may serve any number of tasks: it stays in the remainder.
            _remaining -= resources.NonShared;
            _used += resources.Unallocate();
        }

        _remaining -= executorResources.NonShared;
        _used += executorResources.Unallocate();
        if (isNew)
        {
            _newExecutors.Add(executor!.ExecutorId.Value, executor);
        }

        _steps.Add(new PlannedLaunch
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
        task.Executor = task.Executor is null ? executor : NormaliseExecutor(task.Executor, isGroup: executor is not null);

        InferHealthCheckType(task);
        return task;
    }

    // A group must name the framework of its executor itself; for a single task it is filled in.
    private ExecutorInfo NormaliseExecutor(ExecutorInfo original, bool isGroup)
    {
        var executor = original.Clone();
        Allocate(executor.Resources);
        executor.FrameworkId ??= isGroup ? null : _input.Framework.Id;
        return executor;
    }

    private void Allocate(Google.Protobuf.Collections.RepeatedField<Resource> resources)
    {
        foreach (var resource in resources)
        {
            resource.AllocationInfo ??= new Resource.Types.AllocationInfo { Role = _input.Role };
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
}
