using MesosOrleans.Transport.Metrics;

namespace MesosOrleans.Transport;

/// <summary>Takes every request of the API to its handler, and is the one place where a handler's failure ends up.</summary>
internal sealed partial class ApiDispatcher(ApiRouter router, ILogger<ApiDispatcher> logger, RequestGauge? gauge = null)
{
    private static readonly ApiRoute NotFound = new("other", PlainText.NotFound);

    /// <summary>Serves a request.</summary>
    public async Task Handle(HttpContext context)
    {
        var route = router.Find(context.Request.Path.Value ?? "") ?? NotFound;
        var started = TimeProvider.System.GetTimestamp();
        gauge?.Enter();
        try
        {
            await Handle(context, route.Handler);
        }
        finally
        {
            gauge?.Leave();
            HttpMetrics.Record(context, route.Path, TimeProvider.System.GetElapsedTime(started));
        }
    }

    private async Task Handle(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
        }
        catch (BadHttpRequestException exception)
        {
            await Fail(context, exception.StatusCode, exception.Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException
            && context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception exception)
        {
            HandlerFailed(logger, exception, context.Request.Method, context.Request.Path.Value ?? "");
            await Fail(context, StatusCodes.Status500InternalServerError, "500 Internal Server Error.");
        }
    }

    private static Task Fail(HttpContext context, int status, string text)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return PlainText.Write(context, status, text);
    }

    [LoggerMessage(5101, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void HandlerFailed(ILogger logger, Exception exception, string method, string path);
}
