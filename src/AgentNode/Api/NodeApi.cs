using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Api;

/// <summary>The node's HTTP pages, with and without the prefix /slave(1).</summary>
internal sealed class NodeApi
{
    private static readonly string[] Prefixes = ["", "/slave(1)"];

    private volatile NodeView? _view;

    /// <summary>From now on every page answers; before, those that need the node's state say 503.</summary>
    public void Open(NodeView view) => _view = view;

    public void Map(IEndpointRouteBuilder routes, string version)
    {
        foreach (var prefix in Prefixes)
        {
            Map(routes, prefix + "/health", context => Task.CompletedTask);
            routes.Map(prefix + "/api/v1", WithView((context, view) => new OperatorEndpoint(view).HandleAsync(context)));
            routes.Map(prefix + "/api/v1/executor", WithView((context, view) =>
                new ExecutorEndpoint(view.Ledger, view.Executors, view.Time).HandleAsync(context)));
            Map(routes, prefix + "/state", WithView((context, view) => ApiJson.WriteAsync(context, new StateJson(view).Write)));
            Map(routes, prefix + "/state.json", WithView((context, view) => ApiJson.WriteAsync(context, new StateJson(view).Write)));
            Map(routes, prefix + "/containers", WithView((context, view) => new ContainerPages(view).ContainersAsync(context)));
            Map(routes, prefix + "/monitor/statistics", WithView((context, view) => new ContainerPages(view).StatisticsAsync(context)));
            Map(routes, prefix + "/containerizer/debug", WithView((context, view) => new ContainerPages(view).DebugAsync(context)));
            Map(routes, prefix + "/flags", WithView((context, view) => ApiJson.WriteAsync(context, json =>
            {
                json.WriteStartObject();
                FlagsJson.WriteFlags(json, view.Options);
                json.WriteEndObject();
            })));
        }

        Map(routes, "/version", context => ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("build_date", "");
            json.WriteNumber("build_time", 0);
            json.WriteString("build_user", "");
            json.WriteString("version", version);
            json.WriteEndObject();
        }));
        Map(routes, "/metrics/snapshot", WithView((context, view) => ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            foreach (var (name, value) in NodeMetrics.Collect(view))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(JsonNumber.Format(value));
            }

            json.WriteEndObject();
        })));
        routes.MapFallback("{**path}", PlainText.NotFound);
        Map(routes, "/files/browse", WithView((context, view) => new FilesApi(view).BrowseAsync(context)));
        Map(routes, "/files/read", WithView((context, view) => new FilesApi(view).ReadAsync(context)));
        Map(routes, "/files/download", WithView((context, view) => new FilesApi(view).DownloadAsync(context)));
        Map(routes, "/files/debug", WithView((context, view) => new FilesApi(view).DebugAsync(context)));
    }

    private static void Map(IEndpointRouteBuilder routes, string path, RequestDelegate answer)
        => routes.MapGet(path, answer);

    private RequestDelegate WithView(Func<HttpContext, NodeView, Task> answer) => context => _view is { } view
        ? answer(context, view)
        : ApiJson.ErrorAsync(context, 503, "Agent has not finished recovery");
}
