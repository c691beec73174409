namespace MesosOrleans.AgentNode.Recovery;

internal static partial class RecoveryMessages
{
    [LoggerMessage(400, LogLevel.Information, "Recovered agent {AgentId} with {Tasks} tasks, {Found} containers found")]
    public static partial void Recovered(ILogger logger, string agentId, int tasks, int found);

    [LoggerMessage(401, LogLevel.Warning, "{Error}; passed over")]
    public static partial void PassedOver(ILogger logger, string error);

    [LoggerMessage(402, LogLevel.Warning, "'{Path}' could not be removed: {Why}")]
    public static partial void RemovalFailed(ILogger logger, string path, string why);

    [LoggerMessage(403, LogLevel.Warning, "The machine was booted anew: the tasks of the old boot are over")]
    public static partial void Rebooted(ILogger logger);
}
