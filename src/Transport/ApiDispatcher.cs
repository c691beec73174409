namespace MesosOrleans.Transport;

/// <summary>Takes every request of the API to its handler.</summary>
internal sealed class ApiDispatcher(ApiRouter router, ILogger<ApiDispatcher> logger)
{
    private readonly RequestGuard _guard = new(logger);

    /// <summary>Serves a request.</summary>
    public Task Handle(HttpContext context) =>
        _guard.Handle(context, router.Find(context.Request.Path.Value ?? "") ?? PlainText.NotFound);
}
