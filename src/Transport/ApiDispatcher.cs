using MesosOrleans.Transport.Metrics;

namespace MesosOrleans.Transport;

/// <summary>Takes every request of the API to its handler, and measures it.</summary>
/// <param name="router">The handlers.</param>
/// <param name="logger">For failures.</param>
/// <param name="gauge">Counts the requests that are being served; null: nobody asks.</param>
/// <param name="isUnavailable">Tells failures that pass, and are answered 503, from faults; null: there are none.</param>
internal sealed class ApiDispatcher(
    ApiRouter router,
    ILogger<ApiDispatcher> logger,
    RequestGauge? gauge = null,
    Func<Exception, bool>? isUnavailable = null)
{
    private static readonly ApiRoute NotFound = new("other", PlainText.NotFound);
    private readonly RequestGuard _guard = new(logger, isUnavailable);

    /// <summary>Serves a request.</summary>
    public async Task Handle(HttpContext context)
    {
        var route = router.Find(context.Request.Path.Value ?? "") ?? NotFound;
        var started = TimeProvider.System.GetTimestamp();
        gauge?.Enter();
        try
        {
            await _guard.Handle(context, route.Handler);
        }
        finally
        {
            gauge?.Leave();
            HttpMetrics.Record(context, route.Path, TimeProvider.System.GetElapsedTime(started));
        }
    }
}
