namespace MesosOrleans.AgentNode.Volumes;

internal static partial class VolumeMessages
{
    [LoggerMessage(420, LogLevel.Information, "Destroyed volume {Id} of role {Role}")]
    public static partial void Destroyed(ILogger logger, string id, string role);

    [LoggerMessage(421, LogLevel.Warning, "The data of a destroyed volume in '{Path}' could not be removed: {Why}")]
    public static partial void NotCleared(ILogger logger, string path, string why);

    [LoggerMessage(422, LogLevel.Error, "The directory '{Path}' of volume {Id} could not be made: {Why}")]
    public static partial void NotCreated(ILogger logger, string path, string id, string why);

    [LoggerMessage(423, LogLevel.Warning, "A set of reservations and volumes that does not follow this node's own was ignored")]
    public static partial void OutOfLine(ILogger logger);

    [LoggerMessage(424, LogLevel.Information, "Finishing a change of reservations and volumes that a crash interrupted")]
    public static partial void Finishing(ILogger logger);
}
