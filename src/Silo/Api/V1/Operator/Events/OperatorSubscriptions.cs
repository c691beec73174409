using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator.Events;

/// <summary>SUBSCRIBE of the operator API (http-api.md 9.1): any silo serves it for the whole cluster.</summary>
internal sealed partial class OperatorSubscriptions(
    ViewFeed feed,
    ClusterViewReader views,
    EventHub hub,
    ListingThreads listings,
    MesosApiOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<OperatorSubscriptions> logger)
{
    /// <summary>Serves one subscription, for as long as it lasts.</summary>
    public async Task Handle(HttpContext context, MessageFormat format)
    {
        await views.CatchUp();
        var stream = await RecordStream.Open(context, format);
        using var subscriber = new OperatorSubscriber(stream, format, hub, listings, options, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, subscriber.Cut);
        await using var stopping = lifetime.ApplicationStopping.Register(() => subscriber.Close(SubscriberEnd.Stopping));
        var view = feed.Subscribe(subscriber);
        LogSubscribed(logger, context.Connection.Id, hub.Count);
        try
        {
            await Write(context, stream, subscriber, view, ended.Token);
        }
        finally
        {
            hub.Remove(subscriber);
            LogEnded(logger, context.Connection.Id, subscriber.End);
        }
    }

    private async Task Write(
        HttpContext context, RecordStream stream, OperatorSubscriber subscriber, ClusterView view, CancellationToken ended)
    {
        try
        {
            await subscriber.Run(view, ended);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            subscriber.Close(SubscriberEnd.ByClient);
            switch (subscriber.End)
            {
                case SubscriberEnd.Stopping or SubscriberEnd.Displaced when subscriber.IsBetweenRecords:
                    await Complete(context, stream);
                    break;
                case SubscriberEnd.Stalled or SubscriberEnd.Behind:
                    LogSlow(logger, context.Connection.Id, subscriber.End);
                    context.Abort();
                    break;
                default:
                    // Half a record must not look like a whole stream.
                    context.Abort();
                    break;
            }
        }
    }

    private async Task Complete(HttpContext context, RecordStream stream)
    {
        using var limit = new CancellationTokenSource(options.StallMax, time);
        try
        {
            await stream.Complete(limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            context.Abort();
        }
    }

    [LoggerMessage(5241, LogLevel.Information, "Operator's stream {Connection} opened; {Count} are open")]
    private static partial void LogSubscribed(ILogger logger, string connection, int count);

    [LoggerMessage(5242, LogLevel.Information, "Operator's stream {Connection} ended: {End}")]
    private static partial void LogEnded(ILogger logger, string connection, SubscriberEnd end);

    [LoggerMessage(5243, LogLevel.Warning, "Operator's stream {Connection} is closed because it is not read fast enough: {End}")]
    private static partial void LogSlow(ILogger logger, string connection, SubscriberEnd end);
}
