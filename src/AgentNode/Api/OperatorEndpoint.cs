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

        if (Gates.ContentType(context.Request, out var format) is { } refusal)
        {
            await FailAsync(context, refusal.Status == StatusCodes.Status415UnsupportedMediaType ? UnknownContentType : refusal);
            return;
        }

        if (Negotiation.Format(context.Request) is not { } answer)
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

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);

    private static Task FailAsync(HttpContext context, ApiError error) => PlainText.Write(context, error.Status, error.Text);

    private async Task AnswerAsync(HttpContext context, Call call, MessageFormat format)
    {
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

        await using var body = new ResponseBody(context, MediaTypes.Of(format));
        if (format != MessageFormat.Json || !ListingJson.TryWrite(response, body))
        {
            MessageCodec.Write(format, response, body);
        }

        await body.Complete();
    }
}
