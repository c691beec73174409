using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.View;
using MesosOrleans.Transport.Metrics;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>POST /api/v1/scheduler.</summary>
internal sealed class SchedulerEndpoint(
    IGrainFactory grains,
    SubscriptionHandler subscriptions,
    StreamAdmission admission,
    UnsettledOwners unsettled,
    MesosApiOptions options,
    TimeProvider time,
    ILogger<SchedulerEndpoint> logger)
{
    /// <summary>The request header that names the caller's session.</summary>
    public const string StreamIdHeader = "Mesos-Stream-Id";

    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(50);

    private const string UnknownFramework = "Framework cannot be found";
    private const string Unavailable =
        "The call could not be completed: the framework's state cannot be reached at the moment. Repeat the call";

    /// <summary>Serves one request.</summary>
    public async Task Handle(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await PlainText.MethodNotAllowed(context, "POST");
            return;
        }

        var (call, error) = await Parse(context);
        if (error is not null)
        {
            await PlainText.Write(context, error.Status, error.Text);
            return;
        }

        HttpMetrics.SetKind(context, SchedulerNames.Of(call!.Type));
        var principal = Principal.Of(context);
        if (SchedulerCallValidator.Validate(call, principal) is { } invalid)
        {
            await PlainText.Write(
                context, StatusCodes.Status400BadRequest, $"Failed to validate scheduler::Call: {invalid}");
            return;
        }

        var streamId = Negotiation.Last(context.Request.Headers[StreamIdHeader]);
        await (call.Type == Call.Types.Type.Subscribe
            ? Subscribe(context, call.Subscribe, streamId, principal)
            : Forward(context, call, streamId, principal));
    }

    private async Task Subscribe(HttpContext context, Call.Types.Subscribe subscribe, string? streamId, string? principal)
    {
        if (admission.Enter(principal) is { } refusal)
        {
            await PlainText.Write(context, refusal.Status, refusal.Text);
            return;
        }

        try
        {
            await subscriptions.Handle(context, subscribe, streamId, principal);
        }
        finally
        {
            admission.Leave(principal);
        }
    }

    private async ValueTask<(Call? Call, ApiError? Error)> Parse(HttpContext context)
    {
        if (Gates.ContentType(context.Request, out var format) is { } refusal)
        {
            return (null, refusal);
        }

        using var body = new PooledBuffer();
        if (await BodyReader.Read(context, body, options.BodyBytesMax) is { } broken)
        {
            return (null, broken);
        }

        return MessageCodec.TryParse<Call>(format, body.Written, out var call, out var error)
            ? (call, null)
            : (null, new ApiError(StatusCodes.Status400BadRequest, error));
    }

    private async Task Forward(HttpContext context, Call call, string? streamId, string? principal)
    {
        if (call.Type == Call.Types.Type.ReconcileOperations && Negotiation.Format(context.Request) is null)
        {
            await PlainText.Write(context, Gates.NotAcceptable.Status, Gates.NotAcceptable.Text);
            return;
        }

        // No such id was ever given, and it must not become the key of a grain.
        if (IdRules.Validate(call.FrameworkId.Value) is not null)
        {
            await PlainText.Write(context, StatusCodes.Status400BadRequest, UnknownFramework);
            return;
        }

        var result = await Ask(call, streamId, principal, context.RequestAborted);
        if (result.Message is null)
        {
            await PlainText.Empty(context, result.Status);
        }
        else
        {
            await PlainText.Write(context, result.Status, result.Message);
        }
    }

    private static bool ChangesListings(Call.Types.Type type) => type is Call.Types.Type.Accept
        or Call.Types.Type.Decline
        or Call.Types.Type.UpdateFramework
        or Call.Types.Type.Teardown
        or Call.Types.Type.AcknowledgeOperationStatus;

    private async Task<CallResult> Ask(Call call, string? streamId, string? principal, CancellationToken aborted)
    {
        var message = new SchedulerCall { Call = call, StreamId = streamId, Principal = principal };
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                var result = await grains.Find<IFrameworkGrain>(call.FrameworkId.Value).Call(message);
                if (result.Succeeded && ChangesListings(call.Type))
                {
                    unsettled.FrameworkChanged(call.FrameworkId.Value);
                }

                return result;
            }
            catch (Exception exception) when (GrainFailure.IsMove(exception) && IsRepeatable(call.Type)
                && time.GetElapsedTime(began) < options.CallPatience)
            {
                // The grain's silo has died: it comes up in another one as soon as that is noticed.
                SchedulerLog.CallRepeated(logger, call.Type, call.FrameworkId.Value, exception.Message);
                await Task.Delay(RepeatPause, time, aborted);
            }
            catch (Exception exception)
            {
                SchedulerLog.CallFailed(logger, exception, call.Type, call.FrameworkId.Value);
                return CallResult.Unavailable(Unavailable);
            }
        }
    }

    // Carried out twice they do what they do once; at most an answer comes twice.
    private static bool IsRepeatable(Call.Types.Type type) => type is Call.Types.Type.Acknowledge
        or Call.Types.Type.AcknowledgeOperationStatus or Call.Types.Type.Reconcile or Call.Types.Type.ReconcileOperations
        or Call.Types.Type.Decline or Call.Types.Type.Revive or Call.Types.Type.Suppress or Call.Types.Type.Kill
        or Call.Types.Type.Shutdown or Call.Types.Type.UpdateFramework or Call.Types.Type.Request;
}
