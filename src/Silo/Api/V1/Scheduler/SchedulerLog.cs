using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>Log messages of the scheduler API.</summary>
internal static partial class SchedulerLog
{
    [LoggerMessage(5001, LogLevel.Warning, "{Type} of framework {FrameworkId} was answered 503")]
    public static partial void CallFailed(ILogger logger, Exception exception, Call.Types.Type type, string frameworkId);

    [LoggerMessage(5002, LogLevel.Warning, "SUBSCRIBE of framework {FrameworkId} was answered 503")]
    public static partial void SubscribeFailed(ILogger logger, Exception exception, string? frameworkId);

    [LoggerMessage(5003, LogLevel.Information, "Framework {FrameworkId} subscribed as {StreamId}")]
    public static partial void Subscribed(ILogger logger, string frameworkId, string streamId);

    [LoggerMessage(5004, LogLevel.Information, "The stream {StreamId} of framework {FrameworkId} ended: {Reason}")]
    public static partial void Ended(ILogger logger, string streamId, string frameworkId, SessionEnd reason);

    [LoggerMessage(5005, LogLevel.Warning,
        "The stream {StreamId} of framework {FrameworkId} was cut off: its client does not read it")]
    public static partial void Stalled(ILogger logger, string streamId, string frameworkId);

    [LoggerMessage(5007, LogLevel.Debug, "{Type} of framework {FrameworkId} is tried again: {Reason}")]
    public static partial void CallRepeated(ILogger logger, Call.Types.Type type, string frameworkId, string reason);

    [LoggerMessage(5008, LogLevel.Error, "The watch over a stream failed")]
    public static partial void WatchFailed(ILogger logger, Exception exception);

    [LoggerMessage(5006, LogLevel.Debug, "Framework {FrameworkId} did not hear of its stream {StreamId}")]
    public static partial void KeepAliveFailed(
        ILogger logger, Exception exception, string frameworkId, string streamId);
}
