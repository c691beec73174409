namespace MesosOrleans.AgentNode.Link;

internal static partial class LinkMessages
{
    [LoggerMessage(100, LogLevel.Information, "Attaching to {Address}")]
    public static partial void Attaching(ILogger logger, string address);

    [LoggerMessage(101, LogLevel.Information, "Registered with {Address} as {AgentId}")]
    public static partial void Registered(ILogger logger, string address, string agentId);

    [LoggerMessage(102, LogLevel.Warning, "No link to {Address}: {Why}")]
    public static partial void Failed(ILogger logger, string address, string why);

    [LoggerMessage(103, LogLevel.Warning, "{Address} was silent for {Seconds} s: the link is dead")]
    public static partial void Silent(ILogger logger, string address, double seconds);

    [LoggerMessage(104, LogLevel.Information, "{Address} goes away; attaching elsewhere")]
    public static partial void Reconnect(ILogger logger, string address);

    [LoggerMessage(105, LogLevel.Warning, "{Address} orders this node to shut down: {Why}")]
    public static partial void Shutdown(ILogger logger, string address, string why);

    [LoggerMessage(106, LogLevel.Information, "{Address} asks for the whole ledger")]
    public static partial void Reregister(ILogger logger, string address);

    [LoggerMessage(107, LogLevel.Information, "The link to {Address} ended")]
    public static partial void Ended(ILogger logger, string address);
}
