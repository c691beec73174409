using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator;
using MesosOrleans.Silo.Api.View;
using MesosOrleans.Silo.Metrics;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>The endpoints that came before the v1 API (legacy-endpoints.md).</summary>
internal sealed partial class LegacyEndpoints(
    ClusterViewReader views,
    ListingThreads listings,
    MasterIdentity master,
    MetricsSnapshot metrics,
    OperatorActions actions,
    RolePolicyActions policies,
    MesosApiOptions options,
    ILogger<LegacyEndpoints> logger)
{
    /// <summary>Adds the handlers by path.</summary>
    public void AddTo(IDictionary<string, RequestDelegate> routes)
    {
        Add(routes, "/state", State);
        Add(routes, "/state-summary", Summary);
        Add(routes, "/slaves", Slaves);
        Add(routes, "/frameworks", Frameworks);
        Add(routes, "/tasks", Tasks);
        Add(routes, "/roles", Roles);
        Add(routes, "/version", context => LegacyAnswer.Write(context, writer => LegacyStateWriter.Version(writer, options)));
        Add(routes, "/flags", Flags);
        Add(routes, "/metrics/snapshot", Metrics);
        routes["/"] = new HomePage(options).Handle;
        routes["/health"] = context => PlainText.Empty(context, StatusCodes.Status200OK);
        routes["/redirect"] = Redirect;
        routes["/teardown"] = Teardown;
        routes["/kill"] = Kill;
    }

    private static void Add(IDictionary<string, RequestDelegate> routes, string path, RequestDelegate handler)
    {
        routes[path] = handler;
        // Names of 0.x that some clients still ask for.
        routes[path + ".json"] = handler;
    }

    private Task State(HttpContext context) => Read(context, async view =>
    {
        var info = await master.Get();
        return answer => LegacyStateWriter.State(answer, view, info, master, options);
    });

    private Task Summary(HttpContext context) => Read(
        context, view => LegacyStateWriter.Summary(view, options));

    private Task Slaves(HttpContext context) => Read(
        context, view => LegacyStateWriter.Slaves(view, Query(context, "slave_id")));

    private Task Frameworks(HttpContext context) => Read(
        context, view => LegacyStateWriter.Frameworks(view, Query(context, "framework_id")));

    private Task Tasks(HttpContext context) => Read(
        context,
        view => LegacyTaskList.Write(view, new TaskQuery
        {
            FrameworkId = Query(context, "framework_id"),
            TaskId = Query(context, "task_id"),
            Limit = Number(Query(context, "limit"), TaskQuery.LimitDefault),
            Offset = Number(Query(context, "offset"), 0),
            Ascending = Query(context, "order") == "asc",
        }));

    private Task Roles(HttpContext context) => Read(context, async view =>
    {
        var roles = RoleTable.Of(view, await policies.Get(), options.Roles);
        return answer =>
        {
            LegacyStateWriter.Roles(answer.Writer, roles);
            return ValueTask.CompletedTask;
        };
    });

    private Task Metrics(HttpContext context)
    {
        TimeSpan? patience = null;
        if (Query(context, "timeout") is { } timeout)
        {
            if (QueryDuration.Parse(timeout, out var given) is { } error)
            {
                return PlainText.Write(
                    context, StatusCodes.Status400BadRequest, $"Invalid timeout '{timeout}': {error}.\n");
            }

            patience = given;
        }

        return LegacyAnswer.Write(context, async answer =>
        {
            var values = await metrics.Take(patience);
            answer.Writer.WriteStartObject();
            foreach (var (name, value) in values)
            {
                answer.Writer.Double(name, value);
            }

            answer.Writer.WriteEndObject();
        });
    }

    private Task Flags(HttpContext context) => LegacyAnswer.Write(context, writer =>
    {
        writer.WriteStartObject();
        LegacyStateWriter.Flags(writer, options);
        writer.WriteEndObject();
    });

    private Task Redirect(HttpContext context)
    {
        if (ApiRouter.Remainder(context.Request.Path.Value ?? "", "/redirect").Length > 0)
        {
            return PlainText.NotFound(context);
        }

        // Every silo answers for the cluster: the leader is the one that was asked.
        context.Response.Headers.Location = $"//{options.Hostname}:{options.Port}";
        return PlainText.Empty(context, StatusCodes.Status307TemporaryRedirect);
    }

    private Task Teardown(HttpContext context) => Form(context, async form =>
        form.Take("frameworkId", out var frameworkId) ?? await actions.Teardown(frameworkId));

    // Ours: Mesos lets only a framework kill its tasks, and an operator tear the whole framework down.
    private Task Kill(HttpContext context) => Form(context, async form =>
        form.Take("frameworkId", out var frameworkId)
        ?? form.Take("taskId", out var taskId)
        ?? await actions.Kill(frameworkId, taskId));

    private async Task Form(HttpContext context, Func<FormBody, Task<ApiError?>> act)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await PlainText.MethodNotAllowed(context, "POST");
            return;
        }

        using var body = new PooledBuffer();
        var error = await BodyReader.Read(context, body, options.BodyBytesMax)
            ?? FormBody.Parse(body.WrittenSpan, out var form)
            ?? await act(form!);
        await (error is null
            ? PlainText.Empty(context, StatusCodes.Status200OK)
            : PlainText.Write(context, error.Status, error.Text));
    }

    private Task Read(HttpContext context, Func<ClusterView, Func<LegacyAnswer, ValueTask>> prepare) =>
        Read(context, view => Task.FromResult(prepare(view)));

    // What an answer needs from grains is fetched first; writing it cannot fail for the cluster's sake.
    private async Task Read(HttpContext context, Func<ClusterView, Task<Func<LegacyAnswer, ValueTask>>> prepare)
    {
        Func<LegacyAnswer, ValueTask> write;
        try
        {
            write = await prepare(await views.Get());
        }
        catch (Exception exception)
        {
            ReadFailed(logger, exception, context.Request.Path.Value ?? "");
            await PlainText.Write(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The cluster's state cannot be read at the moment. Repeat the request");
            return;
        }

        await listings.Run(() => LegacyAnswer.Write(context, write));
    }

    private static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) ? Negotiation.Last(values) : null;

    private static int Number(string? text, int fallback) =>
        int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : fallback;

    [LoggerMessage(5301, LogLevel.Warning, "{Path} was answered 503")]
    private static partial void ReadFailed(ILogger logger, Exception exception, string path);
}
