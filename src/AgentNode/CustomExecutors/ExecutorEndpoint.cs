using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1.ExecutorApi;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>POST /api/v1/executor. Facts: http-api.md 1.2, 7.2.</summary>
internal sealed class ExecutorEndpoint(NodeLedger ledger, ExecutorLimits limits, int bodyBytesMax, TimeProvider time)
{
    private static readonly ApiError NotSubscribed = new(StatusCodes.Status403Forbidden, "Executor is not subscribed");

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await PlainText.MethodNotAllowed(context, "POST");
            return;
        }

        var (call, error) = await ParseAsync(context);
        if (error is null && ExecutorCallValidator.Validate(call!) is { } invalid)
        {
            error = Bad($"Failed to validate Executor::Call: {invalid}");
        }

        if (error is null)
        {
            error = await DispatchAsync(context, call!);
        }

        if (error is not null)
        {
            await PlainText.Write(context, error.Status, error.Text);
        }
    }

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);

    private async ValueTask<(Call? Call, ApiError? Error)> ParseAsync(HttpContext context)
    {
        if (Gates.ContentType(context.Request, out var format) is { } refusal)
        {
            return (null, refusal);
        }

        using var body = new PooledBuffer();
        if (await BodyReader.Read(context, body, bodyBytesMax) is { } broken)
        {
            return (null, broken);
        }

        return MessageCodec.TryParse<Call>(format, body.Written, out var call, out var error)
            ? (call, null)
            : (null, Bad(error));
    }

    /// <summary>Carries out a call; what it returns is still to be answered.</summary>
    private async Task<ApiError?> DispatchAsync(HttpContext context, Call call)
    {
        if (call.Type == Call.Types.Type.Heartbeat)
        {
            await PlainText.Empty(context, StatusCodes.Status202Accepted);
            return null;
        }

        var format = Negotiation.Format(context.Request);
        if (call.Type == Call.Types.Type.Subscribe && format is null)
        {
            return Gates.NotAcceptable;
        }

        if (ledger.FindFramework(call.FrameworkId.Value) is null)
        {
            return Bad("Framework cannot be found");
        }

        if (ledger.FindExecutor(call.FrameworkId.Value, call.ExecutorId.Value)?.Supervisor is not { } supervisor)
        {
            return Bad("Executor cannot be found");
        }

        if (call.Type == Call.Types.Type.Subscribe)
        {
            await SubscribeAsync(context, supervisor, call.Subscribe, format!.Value);
            return null;
        }

        if (!supervisor.IsSubscribed)
        {
            return NotSubscribed;
        }

        switch (call.Type)
        {
            case Call.Types.Type.Update:
                supervisor.Update(call.Update.Status);
                break;
            case Call.Types.Type.Message:
                supervisor.MessageFromExecutor(call.Message.Data);
                break;
            default:
                return new ApiError(StatusCodes.Status501NotImplemented, "501 Not Implemented.");
        }

        await PlainText.Empty(context, StatusCodes.Status202Accepted);
        return null;
    }

    private async Task SubscribeAsync(
        HttpContext context, ExecutorSupervisor supervisor, Call.Types.Subscribe subscribe, MessageFormat format)
    {
        using var connection = new ExecutorConnection(format, limits.HeartbeatInterval, time);
        supervisor.Subscribe(connection, subscribe);
        try
        {
            await connection.PumpAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The executor is gone, or did not read: it subscribes again, or its container ends.
            context.Abort();
        }
        finally
        {
            connection.Complete();
            supervisor.Detach(connection);
        }
    }
}
