using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Offers;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Agents;

/// <summary>Launches and kills (http-api.md 5, 8.4).</summary>
public sealed partial class AgentGrain
{
    /// <inheritdoc />
    public async Task<ApplyResult> Apply(ApplyRequest request)
    {
        await AwaitNode();
        if (CannotLaunch(request) is { } refusal)
        {
            return refusal;
        }

        var usedElsewhere = await FindUses(request);
        var plan = AcceptPlanner.Plan(new AcceptInput
        {
            Framework = request.Framework,
            AgentId = AgentId,
            Role = request.Role,
            Offered = ResourceSet.FromProto(request.Offered),
            Operations = request.Operations,
            Ledger = _ledger,
            AgentText = AgentText,
            AgentCapabilities = State.Capabilities,
            OperationSlots = _operations.Slots,
            UsedElsewhere = usedElsewhere,
        });
        var launched = await Take(request.Framework, plan, request.OfferIds);
        var refused = plan.Refused.Concat(launched.Refused)
            .Select(refusal => Status(request.Framework, refusal)).ToList();
        return new ApplyResult
        {
            Refused = refused,
            Operations = [.. plan.Failed, .. launched.Operations],
            Used = launched.Used.ToProto(ResourceFormat.Post),
            Launched = launched.TaskIds,
            LedgerVersion = launched.LedgerVersion,
            LedgerEpoch = State.Epoch,
        };
    }

    /// <inheritdoc />
    public Task<KillOutcome> Kill(KillTask kill)
    {
        var task = _ledger.Find(kill.FrameworkId.Value, kill.TaskId.Value);
        if (task is null)
        {
            return Task.FromResult(KillOutcome.Unknown);
        }

        if (task.Committing)
        {
            task.KillRequested = true;
        }
        else
        {
            Send(new Command { Kill = kill });
        }

        // Remembered for the agent's return all the same; until then the answer is what reconciliation says.
        return Task.FromResult(State.Standing == AgentStanding.Unreachable ? KillOutcome.Unknown : KillOutcome.Sent);
    }

    /// <inheritdoc />
    public Task ShutdownExecutor(ShutdownExecutor shutdown)
    {
        Send(new Command { ShutdownExecutor = shutdown });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SendMessage(FrameworkMessage message)
    {
        Send(new Command { FrameworkMessage = message });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task ShutdownFramework(string frameworkId)
    {
        Send(new Command { ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = frameworkId } } });
        var tasks = _ledger.Tasks.Where(task => task.FrameworkId == frameworkId).ToList();
        foreach (var task in tasks)
        {
            var status = MasterStatus(
                task, TaskState.TaskKilled, TaskStatus.Types.Reason.FrameworkRemoved, $"Framework {frameworkId} removed");
            _ledger.Remove(task.FrameworkId, task.TaskId);
            await TaskOf(task).Update(status);
        }

        foreach (var executor in _ledger.ExecutorsOf(frameworkId).ToList())
        {
            _ledger.RemoveExecutor(frameworkId, executor);
        }

        _operations.RemoveFramework(frameworkId);
        SettleDrainSoon();
        MarkChanged();
        await _writer.WriteAsync();
    }

    // A group is launched whole or not at all: whether other agents' tasks have an id of it must be known beforehand.
    private async Task<IReadOnlyDictionary<string, TaskIdUse>> FindUses(ApplyRequest request)
    {
        var uses = new Dictionary<string, TaskIdUse>(StringComparer.Ordinal);
        var agentId = new AgentID { Value = AgentId };
        foreach (var task in request.Operations.Where(operation => operation.LaunchGroup is not null).SelectMany(AcceptPlanner.TasksOf))
        {
            var id = task.TaskId.Value;
            if (IdRules.Validate(id) is null && _ledger.Find(request.Framework.Id.Value, id) is null)
            {
                var last = await GrainFactory.Find<ITaskGrain>(TaskKey.Of(request.Framework.Id.Value, id)).Get();
                uses[id] = TaskIdUses.Of(last, agentId);
            }
        }

        return uses;
    }

    private void Describe(FrameworkInfo framework, PlannedLaunch launch)
    {
        if (launch is { NewExecutorId: not null, Executor: { } executor })
        {
            var described = executor.Clone();
            described.FrameworkId = framework.Id;
            _ledger.Describe(described);
        }
    }

    // The ledger has the last word: an offer may be older than what happened here.
    private async Task<LaunchOutcome> Take(FrameworkInfo framework, AcceptPlan plan, IReadOnlyList<string> offerIds)
    {
        var outcome = new LaunchOutcome();
        var launches = new List<PlannedLaunch>();
        var converted = false;
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case PlannedLaunch launch when _ledger.TryReserve(
                    launch.LedgerTasks, launch.ExecutorResources, launch.NewExecutorId):
                    launches.Add(launch);
                    Describe(framework, launch);
                    break;
                case PlannedLaunch launch:
                    outcome.Refused.AddRange(launch.Tasks.Select(task => new TaskRefusal(
                        task.TaskId, task.AgentId, TaskState.TaskDropped, TaskStatus.Types.Reason.InvalidOffers,
                        "Task assumes outdated resource state")));
                    break;
                case PlannedOperation operation:
                    converted |= Take(framework, operation, outcome.Operations);
                    break;
                default:
                    break;
            }
        }

        // Reports from this version on contain what was taken.
        outcome.LedgerVersion = _ledger.Version;
        if (launches.Count > 0 || converted)
        {
            await Commit(framework, launches, outcome, converted, offerIds);
            MarkChanged();
        }

        return outcome;
    }

    private async Task Commit(
        FrameworkInfo framework, List<PlannedLaunch> launches, LaunchOutcome outcome, bool converted,
        IReadOnlyList<string> offerIds)
    {
        // A report may go out while the launches are stored: without this it would count the same resources twice, as
        // used and as offered, and other offers of the agent would be rescinded to make room.
        _endingOffers.UnionWith(offerIds);
        var write = _writer.WriteAsync();
        var creations = launches.Select(launch => CreateTasks(framework, launch)).ToList();
        try
        {
            await Task.WhenAll([write, .. creations]);
        }
        catch
        {
            _endingOffers.ExceptWith(offerIds);
            await Undo(launches);
            throw;
        }

        // Now that it is durable: had it failed, the offers would still be good.
        RememberEnded(offerIds);
        if (State.Standing != AgentStanding.Registered)
        {
            await LoseLaunched(launches.SelectMany(launch => launch.LedgerTasks));
            return;
        }

        if (converted)
        {
            // Before the tasks that use the volumes.
            SendCheckpoint();
        }

        for (var index = 0; index < launches.Count; index++)
        {
            Deliver(framework, launches[index], await creations[index], outcome);
        }

        if (launches.Count > 0)
        {
            // A drain that began meanwhile has overtaken them.
            SendDrain();
        }

        if (converted)
        {
            // The allocator must know the new total before it hears from the framework that the offers have ended.
            Report();
        }

        _link?.Flush();
    }

    private async Task<TaskCreateResult[]> CreateTasks(FrameworkInfo framework, PlannedLaunch launch)
    {
        var created = new Task<TaskCreateResult>[launch.Tasks.Count];
        var group = launch.IsGroup ? launch.LedgerTasks.Select(task => task.TaskId).ToList() : null;
        for (var index = 0; index < created.Length; index++)
        {
            created[index] = TaskOf(launch.LedgerTasks[index]).Create(new TaskCreation
            {
                Framework = framework,
                Task = launch.Tasks[index],
                Executor = launch.Executor,
                Group = group,
            });
        }

        return await Task.WhenAll(created);
    }

    // An id that another agent's task has is found out only here.
    private void Deliver(FrameworkInfo framework, PlannedLaunch launch, TaskCreateResult[] created, LaunchOutcome outcome)
    {
        var command = new LaunchTasks { Framework = framework, TaskGroup = launch.IsGroup, LaunchExecutor = launch.NewExecutorId is not null || launch.Executor is null };
        if (launch.Executor is not null)
        {
            command.Executor = launch.Executor;
        }

        var kills = new List<Command>();
        for (var index = 0; index < created.Length; index++)
        {
            var task = launch.LedgerTasks[index];
            if (created[index] != TaskCreateResult.Created)
            {
                _ledger.Remove(task.FrameworkId, task.TaskId);
                outcome.Refused.Add(new TaskRefusal(
                    launch.Tasks[index].TaskId, launch.Tasks[index].AgentId, TaskState.TaskError, TaskStatus.Types.Reason.TaskInvalid,
                    TaskValidator.ValidateUse(
                        task.TaskId, created[index] == TaskCreateResult.Unreachable ? TaskIdUse.Unreachable : TaskIdUse.Live)!));
                continue;
            }

            task.Commit();
            command.Tasks.Add(launch.Tasks[index]);
            outcome.TaskIds.Add(task.TaskId);
            outcome.Used += task.Resources;
            if (task.KillRequested)
            {
                kills.Add(new Command { Kill = new KillTask { FrameworkId = framework.Id, TaskId = launch.Tasks[index].TaskId } });
            }
        }

        outcome.Used += launch.NewExecutorId is null ? ResourceSet.Empty : launch.ExecutorResources;
        if (command.Tasks.Count > 0)
        {
            Send(new Command { Launch = command });
        }

        foreach (var kill in kills)
        {
            Send(kill);
        }
    }

    // What was a group is one again. Only the first launch of an executor makes it.
    private void SendAgain(IEnumerable<TaskCreation> launches, HashSet<(string Framework, string Executor)> executors)
    {
        foreach (var group in launches.GroupBy(launch => (launch.Framework.Id.Value, launch.Group?[0] ?? launch.Task.TaskId.Value)))
        {
            var first = group.First();
            var command = new LaunchTasks { Framework = first.Framework };
            command.Tasks.Add(group.Select(launch => launch.Task));
            if (first.Executor is { } executor)
            {
                command.Executor = executor;

                // Launches that were stored before groups were do not say so; the default executor takes nothing else.
                command.TaskGroup = first.Group is not null || executor.Type == ExecutorInfo.Types.Type.Default;
                command.LaunchExecutor = executors.Add((first.Framework.Id.Value, executor.ExecutorId.Value));
            }

            Send(new Command { Launch = command });
        }
    }

    private async Task Undo(List<PlannedLaunch> launches)
    {
        var tasks = launches.SelectMany(launch => launch.LedgerTasks).ToList();
        foreach (var task in tasks)
        {
            _ledger.Remove(task.FrameworkId, task.TaskId);
        }

        // A report may have named them meanwhile.
        MarkChanged();
        foreach (var task in tasks)
        {
            var dropped = MasterStatus(
                task, TaskState.TaskDropped, TaskStatus.Types.Reason.AgentDisconnected, "The launch could not be stored");
            try
            {
                await TaskOf(task).Update(dropped);
            }
            catch (Exception)
            {
                // The storage that failed the launch fails this too; reconciliation finds the task unknown to the agent.
                return;
            }
        }
    }

    private ApplyResult? CannotLaunch(ApplyRequest request)
    {
        if (_link is null || _commands.IsFull)
        {
            return Refuse(request, TaskStatus.Types.Reason.AgentDisconnected, "Agent disconnected");
        }

        if (_availability.IsDraining)
        {
            return Refuse(request, TaskStatus.Types.Reason.AgentDraining, DrainedStatus.TooLate);
        }

        // Its offers are on their way back.
        return _availability.IsDeactivated
            ? Refuse(
                request, TaskStatus.Types.Reason.InvalidOffers,
                $"Task launched with invalid offers: Offer {request.OfferIds.FirstOrDefault("")} is no longer valid")
            : null;
    }

    private ApplyResult Refuse(ApplyRequest request, TaskStatus.Types.Reason reason, string message) => new()
    {
        Refused =
        [
            .. AcceptPlanner.TasksOf(request.Operations).Select(task =>
                Status(request.Framework, new TaskRefusal(task.TaskId, task.AgentId, TaskState.TaskDropped, reason, message))),
        ],
        Operations = [.. request.Operations.Select(operation => AcceptPlanner.Failure(operation, message)).OfType<OperationStatus>()],
        LedgerVersion = _ledger.Version,
        LedgerEpoch = State.Epoch,
    };

    private TaskStatus Status(FrameworkInfo framework, TaskRefusal refusal) => new()
    {
        TaskId = refusal.TaskId,
        AgentId = refusal.AgentId,
        State = TaskStates.ForFramework(refusal.State, Core.Frameworks.Capabilities.IsPartitionAware(framework)),
        Source = refusal.Reason == TaskStatus.Types.Reason.AgentDraining
            ? TaskStatus.Types.Source.Agent
            : TaskStatus.Types.Source.Master,
        Reason = refusal.Reason,
        Message = refusal.Message,
        Timestamp = Nanoseconds(time.GetUtcNow()) / 1e9,
    };

    private sealed class LaunchOutcome
    {
        public List<TaskRefusal> Refused { get; } = [];

        public List<string> TaskIds { get; } = [];

        public List<OperationStatus> Operations { get; } = [];

        public ResourceSet Used { get; set; } = ResourceSet.Empty;

        public long LedgerVersion { get; set; }
    }
}
