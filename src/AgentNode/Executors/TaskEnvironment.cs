using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>
/// The environment of a task: a default PATH, what the operator adds, the MESOS_ variables, then the command's own, then
/// its role. Nothing of the node's own environment is inherited. Facts: agent.md 13.
/// </summary>
internal static class TaskEnvironment
{
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Where a container with an image of its own sees its sandbox.</summary>
    public const string SandboxInImage = "/mnt/mesos/sandbox";

    /// <exception cref="Containerizer.ContainerLaunchException">A variable is a secret that cannot be resolved.</exception>
    public static IReadOnlyDictionary<string, string> Create(
        TaskRun run,
        AgentIdentity identity,
        IReadOnlyDictionary<string, string> operatorVariables)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = DefaultPath };
        foreach (var (name, value) in operatorVariables)
        {
            variables[name] = value;
        }

        variables["MESOS_FRAMEWORK_ID"] = run.Key.FrameworkId;
        variables["MESOS_EXECUTOR_ID"] = run.Executor.ExecutorId;
        variables["MESOS_TASK_ID"] = run.Key.TaskId;
        variables["MESOS_SLAVE_ID"] = identity.AgentId ?? "";
        variables["MESOS_SLAVE_PID"] = identity.Pid;
        variables["MESOS_AGENT_ENDPOINT"] = identity.Endpoint;
        variables["MESOS_CHECKPOINT"] = "1";
        variables["MESOS_DIRECTORY"] = run.Sandbox;
        variables["MESOS_SANDBOX"] = HasImage(run.Info.Container) ? SandboxInImage : run.Sandbox;
        variables["MESOS_CONTAINER_IP"] = identity.Ip;
        AddOwn(run.Info.Command, variables);
        if (AllocationRole(run.Info) is { } role)
        {
            variables["MESOS_ALLOCATION_ROLE"] = role;
        }

        return variables;
    }

    /// <summary>Adds the command's own variables, secrets with a plain value included.</summary>
    public static void AddOwn(CommandInfo? command, Dictionary<string, string> variables)
    {
        foreach (var variable in command?.Environment?.Variables ?? [])
        {
            variables[variable.Name] = variable.Type == Protocol.V1.Environment.Types.Variable.Types.Type.Secret
                ? Resolve(variable)
                : variable.Value;
        }
    }

    private static string Resolve(Protocol.V1.Environment.Types.Variable variable)
        => variable.Secret?.Value?.Data.ToStringUtf8()
            ?? throw new Containerizer.ContainerLaunchException(
                $"Environment variable '{variable.Name}' is a secret by reference, and no secret resolver is set up");

    private static bool HasImage(ContainerInfo? container) => container?.Mesos?.Image is not null;

    private static string? AllocationRole(TaskInfo task)
        => task.Resources.Select(item => item.AllocationInfo?.Role).FirstOrDefault(role => !string.IsNullOrEmpty(role));
}
