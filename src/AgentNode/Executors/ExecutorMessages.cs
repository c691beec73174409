namespace MesosOrleans.AgentNode.Executors;

internal static partial class ExecutorMessages
{
    [LoggerMessage(300, LogLevel.Debug, "Task {Task} is running in container {ContainerId}")]
    public static partial void Running(ILogger logger, TaskKey task, string containerId);

    [LoggerMessage(301, LogLevel.Debug, "Task {Task} ended: {State}")]
    public static partial void Ended(ILogger logger, TaskKey task, Protocol.V1.TaskState state);

    [LoggerMessage(302, LogLevel.Warning, "Container {ContainerId} of task {Task} could not be started: {Why}")]
    public static partial void LaunchFailed(ILogger logger, TaskKey task, string containerId, string why);

    [LoggerMessage(303, LogLevel.Error, "The supervision of task {Task} failed")]
    public static partial void SupervisionFailed(ILogger logger, TaskKey task, Exception exception);

    [LoggerMessage(304, LogLevel.Warning, "Signal {Signal} did not reach container {ContainerId}")]
    public static partial void SignalFailed(ILogger logger, string containerId, int signal, Exception exception);

    [LoggerMessage(305, LogLevel.Warning, "Container {ContainerId} could not be removed")]
    public static partial void DestroyFailed(ILogger logger, string containerId, Exception exception);

    [LoggerMessage(306, LogLevel.Error, "Command {Sequence} of epoch {Epoch} failed")]
    public static partial void CommandFailed(ILogger logger, ulong epoch, ulong sequence, Exception exception);

    [LoggerMessage(307, LogLevel.Warning, "A launch for another agent ({AgentId}) was dropped")]
    public static partial void ForeignLaunch(ILogger logger, string agentId);

    [LoggerMessage(308, LogLevel.Warning, "A command of replaced epoch {Epoch} was dropped")]
    public static partial void StaleCommand(ILogger logger, ulong epoch);

    [LoggerMessage(309, LogLevel.Warning, "A check of task {Task} could not be run: {Why}")]
    public static partial void CheckFailed(ILogger logger, TaskKey task, string why);

    [LoggerMessage(311, LogLevel.Debug, "Executor {ExecutorId} of framework {FrameworkId} was started in container {ContainerId}")]
    public static partial void ExecutorStarted(ILogger logger, string executorId, string frameworkId, string containerId);

    [LoggerMessage(312, LogLevel.Warning, "Executor {ExecutorId} of framework {FrameworkId} could not be started: {Why}")]
    public static partial void ExecutorNotStarted(ILogger logger, string executorId, string frameworkId, string why);

    [LoggerMessage(313, LogLevel.Debug, "Executor {ExecutorId} of framework {FrameworkId} ended with status {Status}")]
    public static partial void ExecutorEnded(ILogger logger, string executorId, string frameworkId, int? status);

    [LoggerMessage(314, LogLevel.Error, "The supervision of executor {ExecutorId} of framework {FrameworkId} failed")]
    public static partial void ExecutorSupervisionFailed(ILogger logger, string executorId, string frameworkId, Exception exception);

    [LoggerMessage(315, LogLevel.Warning,
        "The stream of executor {ExecutorId} of framework {FrameworkId} is cut off: it does not read, {Events} events wait")]
    public static partial void ExecutorCutOff(ILogger logger, string executorId, string frameworkId, int events);

    [LoggerMessage(310, LogLevel.Information, "Killing every task, then leaving: {Why}")]
    public static partial void Leaving(ILogger logger, string why);
}
