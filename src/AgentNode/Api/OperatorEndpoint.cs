using MesosOrleans.Protocol.V1.AgentApi;
using MesosOrleans.Transport;
using MesosOrleans.Transport.Metrics;

namespace MesosOrleans.AgentNode.Api;

/// <summary>POST /api/v1: the operator API of an agent. Facts: http-api.md 1.2, 10.</summary>
internal sealed class OperatorEndpoint(NodeView view)
{
    private static readonly ApiError UnknownContentType = new(
        StatusCodes.Status415UnsupportedMediaType,
        "Expecting 'Content-Type' of application/json or application/x-protobuf or application/recordio");

    private static readonly ApiError NotAcceptable = new(
        StatusCodes.Status406NotAcceptable,
        "Expecting 'Accept' to allow application/json or application/x-protobuf or application/recordio");

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await PlainText.MethodNotAllowed(context, "POST");
            return;
        }

        if (MediaTypes.IsRecordIO(context.Request.ContentType))
        {
            await TakeStreamAsync(context);
            return;
        }

        if (Gates.ContentType(context.Request, out var format) is { } refusal)
        {
            await FailAsync(context, refusal.Status == StatusCodes.Status415UnsupportedMediaType ? UnknownContentType : refusal);
            return;
        }

        if (StreamingAccept.Of(context.Request) is not { } answer)
        {
            await FailAsync(context, NotAcceptable);
            return;
        }

        using var body = new PooledBuffer();
        if (await BodyReader.Read(context, body, view.Options.HttpLimits.BodyBytesMax) is { } broken)
        {
            await FailAsync(context, broken);
            return;
        }

        if (!MessageCodec.TryParse<Call>(format, body.Written, out var call, out var error))
        {
            await FailAsync(context, Bad(error));
            return;
        }

        if (OperatorCallValidator.Validate(call) is { } invalid)
        {
            await FailAsync(context, Bad($"Failed to validate agent::Call: {invalid}"));
            return;
        }

        HttpMetrics.SetKind(context, EnumText.Of(call.Type));
        await AnswerAsync(context, call, answer);
    }

    /// <summary>A body that is a stream of calls: input for a session.</summary>
    private async Task TakeStreamAsync(HttpContext context)
    {
        var records = Negotiation.Last(context.Request.Headers["Message-Content-Type"]);
        if (string.IsNullOrEmpty(records))
        {
            await FailAsync(context, Bad("Expecting 'Message-Content-Type' to be set for streaming requests"));
        }
        else if (MediaTypes.Parse(records) is not { } format)
        {
            await FailAsync(context, new ApiError(
                StatusCodes.Status415UnsupportedMediaType,
                $"Expecting 'Message-Content-Type' of {MediaTypes.Json} or {MediaTypes.Protobuf}"));
        }
        else
        {
            await AnswerAsync(context, await new ContainerStreamsEndpoint(view).AttachInputAsync(context, format));
        }
    }

    private static Task AnswerAsync(HttpContext context, ApiError answer) => answer.Text.Length == 0
        ? PlainText.Empty(context, answer.Status)
        : FailAsync(context, answer);

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);

    private static Task FailAsync(HttpContext context, ApiError error) => PlainText.Write(context, error.Status, error.Text);

    private async Task AnswerAsync(HttpContext context, Call call, StreamingAccept accept)
    {
        if (IsStreaming(call.Type))
        {
            await StreamAsync(context, call, accept);
            return;
        }

        if (accept.IsNamed)
        {
            await FailAsync(context, new ApiError(
                StatusCodes.Status406NotAcceptable,
                $"Streaming response is not supported for {EnumText.Of(call.Type)} call"));
            return;
        }

        if (await new ContainerCalls(view).TryAnswerAsync(call, context.RequestAborted) is var (answered, refused))
        {
            await (answered is null ? AnswerAsync(context, refused!) : WriteAsync(context, answered, accept.Format));
            return;
        }

        if (call.Type == Call.Types.Type.PruneImages)
        {
            // No image is kept: there is nothing to remove.
            context.Response.StatusCode = StatusCodes.Status200OK;
            return;
        }

        if (call.Type == Call.Types.Type.SetLoggingLevel)
        {
            view.Verbosity.Set(
                (int)Math.Min(call.SetLoggingLevel.Level, int.MaxValue),
                TimeSpan.FromTicks(call.SetLoggingLevel.Duration.Nanoseconds / TimeSpan.NanosecondsPerTick));
            context.Response.StatusCode = StatusCodes.Status200OK;
            return;
        }

        var (response, error) = await new OperatorAnswers(view).AnswerAsync(call, context.RequestAborted);
        if (response is null)
        {
            await FailAsync(context, error!);
            return;
        }

        await WriteAsync(context, response, accept.Format);
    }

    private static bool IsStreaming(Call.Types.Type type)
        => type is Call.Types.Type.LaunchNestedContainerSession or Call.Types.Type.AttachContainerOutput;

    private async Task StreamAsync(HttpContext context, Call call, StreamingAccept accept)
    {
        var endpoint = new ContainerStreamsEndpoint(view);
        try
        {
            var refusal = call.Type == Call.Types.Type.AttachContainerOutput
                ? await endpoint.AttachOutputAsync(context, call.AttachContainerOutput.ContainerId, accept)
                : await endpoint.LaunchSessionAsync(context, call.LaunchNestedContainerSession, accept);
            if (refusal is not null)
            {
                await AnswerAsync(context, refusal);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone away.
            context.Abort();
        }
    }

    private static async Task WriteAsync(HttpContext context, Response response, MessageFormat format)
    {
        await using var body = new ResponseBody(context, MediaTypes.Of(format));
        if (format != MessageFormat.Json || !ListingJson.TryWrite(response, body))
        {
            MessageCodec.Write(format, response, body);
        }

        await body.Complete();
    }
}
