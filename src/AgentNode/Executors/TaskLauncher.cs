using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Carries out launches: makes the tasks durable, then starts their supervisors.</summary>
internal sealed class TaskLauncher(
    NodeLedger ledger,
    CheckpointStore checkpoints,
    SupervisorServices services,
    ExecutorServices executors,
    NodeResources resources,
    NodeDrain drain,
    LaunchOptions options)
{
    /// <summary>Launches what the node does not know yet. When it returns, the tasks are the node's to finish.</summary>
    public void Launch(LaunchTasks launch)
    {
        var agentId = services.Identity.AgentId!;
        if (launch.Tasks.FirstOrDefault(task => task.AgentId.Value != agentId) is { } foreign)
        {
            ExecutorMessages.ForeignLaunch(services.Logger, foreign.AgentId.Value);
            return;
        }

        var framework = launch.Framework;
        var tasks = launch.Tasks.Where(task => !ledger.Knows(TaskKey.Of(framework.Id, task.TaskId))).ToList();
        if (tasks.Count == 0)
        {
            return;
        }

        if (ledger.SetFramework(framework))
        {
            checkpoints.SaveFramework(agentId, framework);
        }

        var executor = launch.Executor is { } info ? ledger.FindExecutor(framework.Id.Value, info.ExecutorId.Value) : null;
        var refusal = drain.Current is null ? LaunchRefusal.OfLaunch(launch, executor) : LaunchRefusal.OfDraining(framework);
        if (launch.Executor is null)
        {
            foreach (var task in tasks)
            {
                LaunchOne(launch, task, CreateRun(agentId, framework, null, task.TaskId.Value), null, refusal);
            }

            return;
        }

        executor ??= CreateRun(agentId, framework, launch.Executor, launch.Executor.ExecutorId.Value);
        if (executor.IsCustom)
        {
            LaunchCustom(launch, tasks, executor, refusal);
        }
        else
        {
            LaunchGroup(launch, tasks, executor, refusal);
        }
    }

    /// <summary>Gives tasks to the framework's own executor, which is started with the first of them.</summary>
    private void LaunchCustom(LaunchTasks launch, List<TaskInfo> tasks, ExecutorRun executor, TaskOutcome? refusal)
    {
        foreach (var task in tasks)
        {
            refusal ??= Refuse(launch, task, out _, out _);
        }

        var isNew = refusal is null && executor.Supervisor is null;
        if (refusal is null && !isNew)
        {
            refusal = ProvideVolumes(executor, tasks);
        }

        if (isNew)
        {
            executor.Supervisor = new ExecutorSupervisor(executor, executors);
        }

        var runs = tasks.Select(task => CreateTask(launch, task, executor, null, executor.User)).ToList();
        foreach (var run in runs)
        {
            var stored = Store(run, executor.User is null ? null : UnixUsers.Find(executor.User));
            refusal ??= stored;
        }

        foreach (var run in runs)
        {
            services.Updates.Open(run.Key, AgentLayout.TaskUpdatesPath(run.Meta));
            ledger.Add(run);
        }

        if (refusal is null && executor.Supervisor!.Take(new ExecutorDelivery(runs, launch.TaskGroup)))
        {
            if (isNew)
            {
                executor.Supervisor.Start();
            }

            return;
        }

        if (isNew)
        {
            executor.Supervisor = null;
        }

        refusal ??= LaunchRefusal.OfLaunch(launch, executor) ?? TaskOutcome.Lost("The executor is terminating");
        runs.ForEach(run => services.Updater.Update(run, refusal.State, refusal.Details));
    }

    /// <summary>An executor that is there already gets the volumes of further tasks.</summary>
    private TaskOutcome? ProvideVolumes(ExecutorRun executor, List<TaskInfo> tasks)
    {
        try
        {
            tasks.ForEach(task => services.Volumes.ProvideLate(executor, task));
            return null;
        }
        catch (Containerizer.ContainerLaunchException exception)
        {
            return TaskOutcome.LaunchFailed(exception.Message);
        }
    }

    /// <summary>Writes a task down, and makes its sandbox. The refusal when that cannot be done.</summary>
    private static TaskOutcome? Store(TaskRun run, UnixUser? owner)
    {
        try
        {
            CheckpointStore.CreateRun(run.Executor, owner);
            CheckpointStore.CreateTask(run, owner);
            return null;
        }
        catch (IOException exception)
        {
            Directory.CreateDirectory(run.Meta);
            return TaskOutcome.LaunchFailed($"The sandbox could not be created: {exception.Message}");
        }
    }

    private ExecutorRun CreateRun(string agentId, FrameworkInfo framework, ExecutorInfo? info, string executorId)
    {
        var containerId = services.Ids.NewContainerId();
        return new ExecutorRun
        {
            FrameworkId = framework.Id.Value,
            ExecutorId = executorId,
            ContainerId = containerId,
            Info = info,
            User = info is null ? null : options.UserOf(null, info, framework),
            Meta = checkpoints.Layout.RunMeta(agentId, framework.Id.Value, executorId, containerId),
            Sandbox = checkpoints.Layout.Sandbox(agentId, framework.Id.Value, executorId, containerId),
        };
    }

    private void LaunchGroup(LaunchTasks launch, List<TaskInfo> tasks, ExecutorRun executor, TaskOutcome? refusal)
    {
        // A group is launched whole or not at all.
        foreach (var task in tasks)
        {
            refusal ??= Refuse(launch, task, out _, out _);
        }

        var groupId = services.Ids.NewContainerId();
        var runs = tasks.Select(task => Prepare(launch, task, executor, groupId, refusal)).ToList();
        foreach (var run in runs)
        {
            run?.Start();
        }
    }

    private void LaunchOne(LaunchTasks launch, TaskInfo task, ExecutorRun executor, string? groupId, TaskOutcome? refusal)
        => Prepare(launch, task, executor, groupId, refusal)?.Start();

    /// <summary>Makes a task durable. Null when it is refused, which has then been reported.</summary>
    private TaskSupervisor? Prepare(
        LaunchTasks launch,
        TaskInfo task,
        ExecutorRun executor,
        string? groupId,
        TaskOutcome? refusal)
    {
        var own = Refuse(launch, task, out var user, out var owner);
        refusal ??= own;
        var run = CreateTask(launch, task, executor, groupId, user);
        refusal = Store(run, owner) ?? refusal;
        services.Updates.Open(run.Key, AgentLayout.TaskUpdatesPath(run.Meta));
        if (refusal is not null)
        {
            ledger.Add(run);
            services.Updater.Update(run, refusal.State, refusal.Details);
            return null;
        }

        var supervisor = new TaskSupervisor(run, services);
        run.Supervisor = supervisor;
        ledger.Add(run);
        return supervisor;
    }

    private TaskRun CreateTask(
        LaunchTasks launch,
        TaskInfo task,
        ExecutorRun executor,
        string? groupId,
        string? user)
    {
        var containerId = groupId is null ? executor.ContainerId : services.Ids.NewContainerId();
        return new TaskRun
        {
            Key = TaskKey.Of(launch.Framework.Id, task.TaskId),
            Info = task,
            Executor = executor,
            ContainerId = containerId,
            GroupId = groupId,
            Meta = AgentLayout.TaskMeta(executor.Meta, task.TaskId.Value),
            Sandbox = groupId is null ? executor.Sandbox : AgentLayout.NestedSandbox(executor.Sandbox, containerId),
            User = user,
        };
    }

    private TaskOutcome? Refuse(LaunchTasks launch, TaskInfo task, out string? user, out UnixUser? owner)
    {
        user = options.UserOf(task, launch.Executor, launch.Framework);
        owner = user is null ? null : UnixUsers.Find(user);
        var exists = user is null || owner is not null;
        var known = resources.Knows(launch.Executor is { } executor ? task.Resources.Concat(executor.Resources) : task.Resources);
        return LaunchRefusal.OfTask(launch, task, exists, user, known, options.Isolation);
    }
}
