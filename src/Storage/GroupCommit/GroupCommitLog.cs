using Microsoft.Extensions.Logging;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>What the group-commit storage logs.</summary>
internal static partial class GroupCommitLog
{
    [LoggerMessage(7001, LogLevel.Warning, "A batch of {Count} {Kind}s failed: {Reason}")]
    public static partial void BatchFailed(ILogger logger, int count, string kind, string reason);

    [LoggerMessage(7002, LogLevel.Error, "A batch of {Count} {Kind}s failed in an unforeseen way")]
    public static partial void BatchBroke(ILogger logger, Exception exception, int count, string kind);

    [LoggerMessage(7003, LogLevel.Information, "Grain storage on {Backend} closed, its queues empty")]
    public static partial void Closed(ILogger logger, string backend);

    [LoggerMessage(7004, LogLevel.Information, "Database schema brought up to date by {Scripts}")]
    public static partial void Migrated(ILogger logger, string scripts);
}
