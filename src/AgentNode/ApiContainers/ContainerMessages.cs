namespace MesosOrleans.AgentNode.ApiContainers;

internal static partial class ContainerMessages
{
    [LoggerMessage(440, LogLevel.Debug, "Launched container {Container} as {InternalId}")]
    public static partial void Launched(ILogger logger, string container, string internalId);

    [LoggerMessage(441, LogLevel.Warning, "Container {Container} could not be followed to its end")]
    public static partial void NotFollowed(ILogger logger, string container, Exception exception);

    [LoggerMessage(442, LogLevel.Error, "The output of a session could not be read")]
    public static partial void StreamsFailed(ILogger logger, Exception exception);
}
