using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.Text;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>
/// The environment of an executor: a default PATH, what the operator adds, the MESOS_ variables, then the command's own.
/// Nothing of the node's own environment is inherited. Facts: http-api.md 7.1, agent.md 13.
/// </summary>
internal static class ExecutorEnvironment
{
    /// <exception cref="Containerizer.ContainerLaunchException">A variable is a secret that cannot be resolved.</exception>
    public static IReadOnlyDictionary<string, string> Create(
        ExecutorRun run,
        FrameworkInfo framework,
        AgentIdentity identity,
        ExecutorLimits limits,
        IReadOnlyDictionary<string, string> operatorVariables)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = TaskEnvironment.DefaultPath,
            ["LIBPROCESS_IP"] = identity.Ip,
        };
        foreach (var (name, value) in operatorVariables)
        {
            variables[name] = value;
        }

        variables["LIBPROCESS_PORT"] = "0";
        variables["MESOS_FRAMEWORK_ID"] = run.FrameworkId;
        variables["MESOS_EXECUTOR_ID"] = run.ExecutorId;
        variables["MESOS_SLAVE_ID"] = identity.AgentId ?? "";
        variables["MESOS_SLAVE_PID"] = identity.Pid;
        variables["MESOS_AGENT_ENDPOINT"] = identity.Endpoint;
        variables["MESOS_DIRECTORY"] = run.Sandbox;
        variables["MESOS_SANDBOX"] = run.Sandbox;
        variables["MESOS_CHECKPOINT"] = framework.Checkpoint ? "1" : "0";
        variables["MESOS_HTTP_COMMAND_EXECUTOR"] = "0";
        // Executors take any text for yes: an executor of its own process says nothing.
        variables["MESOS_LOCAL"] = "";
        variables["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = GraceText(run.Info!, limits);
        if (framework.Checkpoint)
        {
            variables["MESOS_RECOVERY_TIMEOUT"] = DurationText.Format(limits.RecoveryTimeout);
            variables["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = DurationText.Format(limits.ReregistrationTimeout);
        }

        TaskEnvironment.AddOwn(run.Info!.Command, variables);
        return variables;
    }

    /// <summary>How long an executor may take to end.</summary>
    public static TimeSpan GraceOf(ExecutorInfo executor, ExecutorLimits limits)
        => executor.ShutdownGracePeriod is { } own
            ? TimeSpan.FromTicks(Math.Clamp(own.Nanoseconds / 100, 0, TimeSpan.FromDays(49).Ticks))
            : limits.ShutdownGrace;

    private static string GraceText(ExecutorInfo executor, ExecutorLimits limits)
        => executor.ShutdownGracePeriod is { } own
            ? DurationText.Format(own.Nanoseconds)
            : DurationText.Format(limits.ShutdownGrace);
}
