using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>SUBSCRIBE: opens a session, keeps it tied to its framework and its client, and closes it.</summary>
internal sealed class SubscriptionHandler(
    IGrainFactory grains,
    SessionRegistry registry,
    MasterIdentity master,
    UnsettledOwners unsettled,
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
            await Stream(context, session, format);
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
        var watch = new SessionWatch(session, grain, reference, options, time, logger);
        registry.Add(watch);
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
                await Stream(context, session, format);
                return;
            }

            unsettled.FrameworkChanged(frameworkId);
            SchedulerLog.Subscribed(logger, frameworkId, session.StreamId);
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                session.Close(SessionEnd.Stopping);
            }

            await Stream(context, session, format);
            await Leave(grain, session, frameworkId);
        }
        finally
        {
            registry.Remove(watch);
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

    // Runs the stream until it ends.
    private static async Task Stream(HttpContext context, SchedulerSession session, MessageFormat format)
    {
        context.Response.Headers[SchedulerEndpoint.StreamIdHeader] = session.StreamId;
        await using var aborted = context.RequestAborted.UnsafeRegister(
            static state => ((SchedulerSession)state!).Close(SessionEnd.ByClient), session);
        try
        {
            var stream = await RecordStream.Open(context, format);
            await session.Pump(stream);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client or the session is gone: what follows reads from the session why. Half a chunk must not look
            // like a whole stream.
            session.Close(SessionEnd.ByClient);
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
        try
        {
            switch (session.End)
            {
                case SessionEnd.ByClient or SessionEnd.Stalled:
                    await grain.Disconnect(session.StreamId);
                    break;
                case SessionEnd.Stopping:
                    await grain.Suspend(session.StreamId);
                    break;
                default:
                    // The framework knows.
                    break;
            }
        }
        catch (Exception exception)
        {
            // The grain notices by itself at its next event.
            SchedulerLog.KeepAliveFailed(logger, exception, frameworkId, session.StreamId);
        }
    }

    private static string NewStreamId() => Guid.NewGuid().ToString();
}
