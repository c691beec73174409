namespace MesosOrleans.Transport;

/// <summary>
/// The one place where a handler's failure ends up: a broken request has the status that it deserves, a client that has
/// left is let go, and what is our own fault is logged once and is 500.
/// </summary>
/// <param name="logger">For failures.</param>
/// <param name="isUnavailable">Tells failures that pass, and are answered 503, from faults; null: there are none.</param>
internal sealed partial class RequestGuard(ILogger logger, Func<Exception, bool>? isUnavailable = null)
{
    private const string Unavailable = "The cluster's state cannot be reached at the moment. Repeat the request";

    /// <summary>Serves a request.</summary>
    public async Task Handle(HttpContext context, RequestDelegate handler)
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
        catch (Exception exception) when (isUnavailable?.Invoke(exception) ?? false)
        {
            NotReached(logger, exception, context.Request.Method, context.Request.Path.Value ?? "");
            await Fail(context, StatusCodes.Status503ServiceUnavailable, Unavailable);
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

    [LoggerMessage(5102, LogLevel.Warning, "{Method} {Path} was answered 503")]
    private static partial void NotReached(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(5101, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void HandlerFailed(ILogger logger, Exception exception, string method, string path);
}
