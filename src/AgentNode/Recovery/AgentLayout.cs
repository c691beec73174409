namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// Where everything lies below the work directory. Ids are escaped, so no id leads out of it.
/// <c>meta</c> holds checkpoints, <c>slaves</c> the sandboxes.
/// </summary>
/// <param name="workDirectory">Absolute path.</param>
public sealed class AgentLayout(string workDirectory)
{
    /// <summary>Name of the link to the newest run of an executor.</summary>
    public const string LatestName = "latest";

    public string WorkDirectory { get; } = workDirectory;

    public string Meta { get; } = Path.Combine(workDirectory, "meta");

    /// <summary>Held open and locked by the running node: two nodes never share a work directory.</summary>
    public string LockPath => Path.Combine(Meta, "agent.lock");

    public string BootIdPath => Path.Combine(Meta, "boot_id");

    /// <summary>The dynamic reservations and volumes that this machine has, whichever agent it was.</summary>
    public string CheckpointStatePath => Path.Combine(Meta, "resources", "resources.state");

    /// <summary>A change of them that is being carried out.</summary>
    public string CheckpointTargetPath => Path.Combine(Meta, "resources", "resources.target");

    /// <summary>Containers that calls of the operator API have launched.</summary>
    public string ContainersMeta => Path.Combine(Meta, "containers");

    public string AgentsMeta => Path.Combine(Meta, "slaves");

    public string LatestAgentLink => Path.Combine(AgentsMeta, LatestName);

    public string AgentsWork => Path.Combine(WorkDirectory, "slaves");

    public string AgentMeta(string agentId) => Path.Combine(AgentsMeta, SafePathComponent.Escape(agentId));

    public string AgentWork(string agentId) => Path.Combine(AgentsWork, SafePathComponent.Escape(agentId));

    public string AgentInfoPath(string agentId) => Path.Combine(AgentMeta(agentId), "slave.info");

    /// <summary>The newest command taken over: epoch and sequence.</summary>
    public string LastCommandPath(string agentId) => Path.Combine(AgentMeta(agentId), "last_command");

    /// <summary>Present while the node drains.</summary>
    public string DrainPath(string agentId) => Path.Combine(AgentMeta(agentId), "drain.config");

    public string FrameworkMeta(string agentId, string frameworkId)
        => Path.Combine(AgentMeta(agentId), "frameworks", SafePathComponent.Escape(frameworkId));

    public string FrameworkWork(string agentId, string frameworkId)
        => Path.Combine(AgentWork(agentId), "frameworks", SafePathComponent.Escape(frameworkId));

    public string FrameworkInfoPath(string agentId, string frameworkId)
        => Path.Combine(FrameworkMeta(agentId, frameworkId), "framework.info");

    public string ExecutorMeta(string agentId, string frameworkId, string executorId)
        => Path.Combine(FrameworkMeta(agentId, frameworkId), "executors", SafePathComponent.Escape(executorId));

    public string ExecutorWork(string agentId, string frameworkId, string executorId)
        => Path.Combine(FrameworkWork(agentId, frameworkId), "executors", SafePathComponent.Escape(executorId));

    public string RunMeta(string agentId, string frameworkId, string executorId, string containerId)
        => Path.Combine(ExecutorMeta(agentId, frameworkId, executorId), "runs", SafePathComponent.Escape(containerId));

    public string Sandbox(string agentId, string frameworkId, string executorId, string containerId)
        => Path.Combine(ExecutorWork(agentId, frameworkId, executorId), "runs", SafePathComponent.Escape(containerId));

    /// <summary>Present for executors that were not generated for a command task.</summary>
    public static string ExecutorInfoPath(string runMeta) => Path.Combine(runMeta, "executor.info");

    /// <summary>Present once a custom executor has ended.</summary>
    public static string ExecutorSentinelPath(string runMeta) => Path.Combine(runMeta, "executor.sentinel");

    /// <summary>The volumes that a custom executor's container began with.</summary>
    public static string ExecutorVolumesPath(string runMeta) => Path.Combine(runMeta, "executor.volumes");

    public static string TaskMeta(string runMeta, string taskId)
        => Path.Combine(runMeta, "tasks", SafePathComponent.Escape(taskId));

    public static string TaskInfoPath(string taskMeta) => Path.Combine(taskMeta, "task.info");

    public static string TaskUpdatesPath(string taskMeta) => Path.Combine(taskMeta, "task.updates");

    /// <summary>Sandbox of a container that is neither a task's nor an executor's nor within one.</summary>
    public string StandaloneSandbox(string containerId)
        => Path.Combine(WorkDirectory, "containers", SafePathComponent.Escape(containerId));

    /// <summary>Sandbox of a task of a group, inside that of its executor.</summary>
    public static string NestedSandbox(string sandbox, string containerId)
        => Path.Combine(sandbox, "containers", SafePathComponent.Escape(containerId));

    /// <summary>Link from a task of a group to its sandbox.</summary>
    public static string NestedLink(string sandbox, string taskId)
        => Path.Combine(sandbox, "tasks", SafePathComponent.Escape(taskId));
}
