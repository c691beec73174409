using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.Silo.Api.Transport;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>SUBSCRIBE: opens a session, keeps it tied to its framework and its client, and closes it.</summary>
internal sealed class SubscriptionHandler(
    IGrainFactory grains,
    SessionRegistry registry,
    MasterIdentity master,
    MesosApiOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<SubscriptionHandler> logger)
{
    private const string Unavailable =
        "The subscription could not be completed: the cluster's state cannot be reached at the moment. Repeat the call";

    /// <summary>Serves one subscription, for as long as it lasts.</summary>
    public async Task Handle(HttpContext context, Call.Types.Subscribe subscribe, string? streamId, string? principal)
    {
        if (Negotiation.Format(context.Request) is not { } format)
        {
            await PlainText.Write(context, Gates.NotAcceptable.Status, Gates.NotAcceptable.Text);
            return;
        }

        if (streamId is not null)
        {
            await PlainText.Write(
                context,
                StatusCodes.Status400BadRequest,
                $"Subscribe calls should not include the '{SchedulerEndpoint.StreamIdHeader}' header");
            return;
        }

        if (subscribe.FrameworkInfo.Id is { Value.Length: 0 })
        {
            subscribe.FrameworkInfo.Id = null;
        }

        MasterInfo info;
        string frameworkId;
        var refusal = FrameworkInfoValidator.Validate(
            subscribe.FrameworkInfo, options.Roles, options.RootSubmissions);
        try
        {
            info = await master.Get();
            frameworkId = refusal is null
                ? subscribe.FrameworkInfo.Id?.Value ?? await grains.GetGrain<IClusterGrain>(0).NextFrameworkId()
                : "";
        }
        catch (Exception exception)
        {
            SchedulerLog.SubscribeFailed(logger, exception, subscribe.FrameworkInfo.Id?.Value);
            await PlainText.Write(context, StatusCodes.Status503ServiceUnavailable, Unavailable);
            return;
        }

        using var session = new SchedulerSession(NewStreamId(), format, info, options, time);
        if (refusal is null)
        {
            await Subscribe(context, session, subscribe, frameworkId, principal, format);
        }
        else
        {
            session.Refuse(refusal);
            await Stream(context, session, format, context.RequestAborted);
        }
    }

    private async Task Subscribe(
        HttpContext context,
        SchedulerSession session,
        Call.Types.Subscribe subscribe,
        string frameworkId,
        string? principal,
        MessageFormat format)
    {
        var grain = grains.GetGrain<IFrameworkGrain>(frameworkId);
        var reference = grains.CreateObjectReference<ISchedulerObserver>(session);
        registry.Add(session);
        try
        {
            if (await Announce(grain, session, reference, subscribe, principal, context) is not { } result)
            {
                await PlainText.Write(context, StatusCodes.Status503ServiceUnavailable, Unavailable);
                return;
            }

            if (result.Error is { } error)
            {
                session.Refuse(error);
                await Stream(context, session, format, context.RequestAborted);
                return;
            }

            SchedulerLog.Subscribed(logger, frameworkId, session.StreamId);
            await Serve(context, session, grain, reference, format);
            await Leave(grain, session, frameworkId);
        }
        finally
        {
            registry.Remove(session);
            grains.DeleteObjectReference<ISchedulerObserver>(reference);
        }
    }

    private async Task<SubscribeResult?> Announce(
        IFrameworkGrain grain,
        SchedulerSession session,
        ISchedulerObserver reference,
        Call.Types.Subscribe subscribe,
        string? principal,
        HttpContext context)
    {
        try
        {
            return await grain.Subscribe(new SubscribeRequest
            {
                Subscribe = subscribe,
                StreamId = session.StreamId,
                Observer = reference,
                Principal = principal,
                Hostname = context.Connection.RemoteIpAddress?.ToString(),
                Master = session.Master,
            });
        }
        catch (Exception exception)
        {
            SchedulerLog.SubscribeFailed(logger, exception, subscribe.FrameworkInfo.Id?.Value);
            return null;
        }
    }

    // Runs the stream and what watches over it until one of them ends.
    private async Task Serve(
        HttpContext context,
        SchedulerSession session,
        IFrameworkGrain grain,
        ISchedulerObserver reference,
        MessageFormat format)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, session.Cut);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cut.Token);
        await using var stopping = lifetime.ApplicationStopping.Register(() => session.Close(SessionEnd.Stopping));
        var watch = new SessionWatch(session, grain, reference, options, time, logger);
        var beats = watch.Beat(ended.Token);
        var keepAlive = watch.KeepAlive(ended.Token);
        try
        {
            await Stream(context, session, format, cut.Token);
        }
        finally
        {
            session.Close(SessionEnd.ByClient);
            await ended.CancelAsync();
            await Task.WhenAll(beats, keepAlive);
        }
    }

    private static async Task Stream(
        HttpContext context, SchedulerSession session, MessageFormat format, CancellationToken cancellation)
    {
        context.Response.Headers[SchedulerEndpoint.StreamIdHeader] = session.StreamId;
        try
        {
            var stream = await RecordStream.Open(context, format);
            await session.Pump(stream, cancellation);
            await stream.Complete(cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client or the session is gone: what follows reads from the session why. Half a chunk must not look
            // like a whole stream.
            context.Abort();
        }
    }

    private async Task Leave(IFrameworkGrain grain, SchedulerSession session, string frameworkId)
    {
        if (session.End == SessionEnd.Stalled)
        {
            SchedulerLog.Stalled(logger, session.StreamId, frameworkId);
        }

        SchedulerLog.Ended(logger, session.StreamId, frameworkId, session.End);
        if (session.End is not (SessionEnd.ByClient or SessionEnd.Stalled))
        {
            return;
        }

        try
        {
            await grain.Disconnect(session.StreamId);
        }
        catch (Exception exception)
        {
            // The grain notices by itself at its next event.
            SchedulerLog.KeepAliveFailed(logger, exception, frameworkId, session.StreamId);
        }
    }

    private static string NewStreamId() => Guid.NewGuid().ToString();
}
