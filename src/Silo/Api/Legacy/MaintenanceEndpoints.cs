using System.Text;
using System.Text.Json;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.V1.Operator;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Maintenance before the v1 API (legacy-endpoints.md 2).</summary>
internal sealed partial class MaintenanceEndpoints(
    OperatorMaintenance maintenance, MesosApiOptions options, ILogger<MaintenanceEndpoints> logger)
{
    /// <summary>Adds the handlers by path.</summary>
    public void AddTo(IDictionary<string, RequestDelegate> routes)
    {
        routes["/maintenance/schedule"] = Schedule;
        routes["/maintenance/status"] = context => Read(context, async () =>
        {
            var status = await maintenance.GetStatus();
            return writer => MaintenanceWriter.Status(writer, status);
        });
        routes["/machine/down"] = context => Machines(context, maintenance.Start);
        routes["/machine/up"] = context => Machines(context, maintenance.Stop);
    }

    private Task Schedule(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            return Change(context, body => MesosJson.TryParse<Schedule>(body.Span, out var schedule, out var error)
                ? maintenance.Update(schedule)
                : Refuse(error.Text));
        }

        return HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? Read(context, async () =>
            {
                var schedule = await maintenance.GetSchedule();
                return writer => MaintenanceWriter.Schedule(writer, schedule);
            })
            : PlainText.MethodNotAllowed(context, "GET", "POST");
    }

    private Task Machines(HttpContext context, Func<IReadOnlyList<MachineID>, Task<ApiError?>> change) =>
        HttpMethods.IsPost(context.Request.Method)
            ? Change(context, body => TryParse(body, out var machines) is { } error ? Refuse(error) : change(machines))
            : PlainText.MethodNotAllowed(context, "POST");

    // The messages' own parser reads objects only: the array becomes the one field of one.
    private static string? TryParse(ReadOnlyMemory<byte> body, out IReadOnlyList<MachineID> machines)
    {
        machines = [];
        if (!MesosJson.TryParse<Call.Types.StartMaintenance>(body.Span, out _, out var alone) && alone.IsSyntax)
        {
            return alone.Text;
        }

        var text = Encoding.UTF8.GetString(body.Span);
        if (!text.TrimStart().StartsWith('['))
        {
            return "Unexpected JSON type parsed";
        }

        if (!MesosJson.TryParse<Call.Types.StartMaintenance>(
            Encoding.UTF8.GetBytes($"{{\"machines\":{text}}}"), out var message, out var error))
        {
            return error.Text;
        }

        machines = message.Machines;
        return null;
    }

    private static Task<ApiError?> Refuse(string text) =>
        Task.FromResult<ApiError?>(new ApiError(StatusCodes.Status400BadRequest, text));

    private async Task Change(HttpContext context, Func<ReadOnlyMemory<byte>, Task<ApiError?>> change)
    {
        using var body = new PooledBuffer();
        var error = await BodyReader.Read(context, body, options.BodyBytesMax) ?? await change(body.Written);
        await (error is null
            ? PlainText.Empty(context, StatusCodes.Status200OK)
            : PlainText.Write(context, error.Status, error.Text));
    }

    private async Task Read(HttpContext context, Func<Task<Action<Utf8JsonWriter>>> prepare)
    {
        Action<Utf8JsonWriter> write;
        try
        {
            write = await prepare();
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

        await LegacyAnswer.Write(context, write);
    }

    [LoggerMessage(5311, LogLevel.Warning, "{Path} was answered 503")]
    private static partial void ReadFailed(ILogger logger, Exception exception, string path);
}
