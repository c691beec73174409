namespace MesosOrleans.AgentNode.StatusUpdates;

internal static partial class StatusUpdateMessages
{
    [LoggerMessage(200, LogLevel.Error, "The updates of task {Task} could not be written to its checkpoint")]
    public static partial void CheckpointFailed(ILogger logger, TaskKey task, Exception exception);

    [LoggerMessage(201, LogLevel.Debug, "An update of task {Task} was not taken: repeated, or after the end")]
    public static partial void Rejected(ILogger logger, TaskKey task);
}
