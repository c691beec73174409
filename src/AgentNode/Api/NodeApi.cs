using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.Transport;
using MesosOrleans.Transport.Logs;
using MesosOrleans.Transport.Metrics;
using MesosOrleans.Transport.Pages;

namespace MesosOrleans.AgentNode.Api;

/// <summary>The node's HTTP pages, with and without the prefix /slave(1).</summary>
internal sealed class NodeApi(LogVerbosity? verbosity = null, LogFile? log = null)
{
    private const string Component = "/slave(1)";
    private readonly LogVerbosity _verbosity = verbosity ?? new LogVerbosity(LogLevel.Information, TimeProvider.System);
    private volatile NodeView? _view;

    /// <summary>From now on every page answers; before, those that need the node's state say 503.</summary>
    public void Open(NodeView view) => _view = view with { Verbosity = _verbosity, Log = log };

    /// <summary>Serves the pages, and 404 in Mesos's words for every other path.</summary>
    public void Map(IEndpointRouteBuilder routes, string version)
    {
        var handlers = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["/health"] = context => PlainText.Empty(context, StatusCodes.Status200OK),
            ["/api/v1"] = WithView((context, view) => new OperatorEndpoint(view).HandleAsync(context)),
            ["/api/v1/executor"] = WithView((context, view) =>
                new ExecutorEndpoint(view.Ledger, view.Executors, view.Options.HttpLimits.BodyBytesMax, view.Time).HandleAsync(context)),
        };
        Add(handlers, "/state", WithView((context, view) => ApiJson.WriteAsync(context, new StateJson(view).Write)));
        handlers["/containers"] = WithView((context, view) => new ContainerPages(view).ContainersAsync(context));
        handlers["/monitor/statistics"] = WithView((context, view) => new ContainerPages(view).StatisticsAsync(context));
        handlers["/containerizer/debug"] = WithView((context, view) => new ContainerPages(view).DebugAsync(context));
        Add(handlers, "/flags", WithView((context, view) => ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            FlagsJson.WriteFlags(json, view.Options);
            json.WriteEndObject();
        })));
        Add(handlers, "/version", context => ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("build_date", "");
            json.Double("build_time", 0);
            json.WriteString("build_user", "");
            json.WriteString("version", version);
            json.WriteEndObject();
        }));
        Add(handlers, "/metrics/snapshot", WithView(MetricsAsync));
        new CommonPages(new SandboxFiles(() => _view, log), _verbosity, new HelpPages(NodeHelp.Pages)).AddTo(handlers);
        var dispatcher = new ApiDispatcher(
            new ApiRouter(Component, handlers),
            routes.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger<ApiDispatcher>());
        routes.MapFallback("{**path}", dispatcher.Handle);
    }

    /// <summary>The metrics for Prometheus; empty until <see cref="Open"/>.</summary>
    public PrometheusEndpoint CreateExporter() => new(ExporterFamilies.Agent, () => Task.FromResult(Snapshot()));

    private IReadOnlyDictionary<string, double> Snapshot() =>
        _view is { } view ? NodeMetrics.Collect(view) : new SortedDictionary<string, double>();

    private static void Add(Dictionary<string, RequestDelegate> handlers, string path, RequestDelegate handler)
    {
        handlers[path] = handler;
        // Names of 0.x that some clients still ask for.
        handlers[path + ".json"] = handler;
    }

    private static Task MetricsAsync(HttpContext context, NodeView view)
    {
        // Nothing is waited for: the timeout is only checked.
        if (context.Request.Query.TryGetValue("timeout", out var timeout)
            && QueryDuration.Parse(timeout[^1]!, out _) is { } error)
        {
            return PlainText.Write(context, StatusCodes.Status400BadRequest, $"Invalid timeout '{timeout[^1]}': {error}.\n");
        }

        return ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            foreach (var (name, value) in NodeMetrics.Collect(view))
            {
                json.Double(name, value);
            }

            json.WriteEndObject();
        });
    }

    private RequestDelegate WithView(Func<HttpContext, NodeView, Task> answer) => context => _view is { } view
        ? answer(context, view)
        : ApiJson.ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, "Agent has not finished recovery");
}
