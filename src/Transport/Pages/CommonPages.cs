using MesosOrleans.Transport.Files;
using MesosOrleans.Transport.Logs;

namespace MesosOrleans.Transport.Pages;

/// <summary>The endpoints that a silo and an agent node have alike (legacy-endpoints.md 6).</summary>
internal sealed class CommonPages(IVirtualFiles files, LogVerbosity verbosity, HelpPages help)
{
    private const string NoProfiler = "Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n";
    private const string NoMemoryProfiler = "Memory profiling is not available in this version.\n";

    private static readonly string[] MemoryProfiler =
        ["start", "stop", "state", "statistics", "download/raw", "download/text", "download/graph"];

    /// <summary>Adds the handlers by path.</summary>
    public void AddTo(IDictionary<string, RequestDelegate> routes)
    {
        new FilesPages(files).AddTo(routes);
        routes["/logging/toggle"] = new LoggingToggle(verbosity).Handle;
        routes["/system/stats.json"] = SystemStatistics;
        routes["/help"] = help.Handle;
        routes["/__processes__"] = Processes;
        foreach (var path in (string[])["/profiler/start", "/profiler/stop"])
        {
            routes[path] = context => PlainText.Write(context, StatusCodes.Status400BadRequest, NoProfiler);
        }

        foreach (var name in MemoryProfiler)
        {
            routes["/memory-profiler/" + name] = context =>
                PlainText.Write(context, StatusCodes.Status501NotImplemented, NoMemoryProfiler);
        }
    }

    private static Task SystemStatistics(HttpContext context) => LegacyAnswer.Write(context, json =>
    {
        var host = HostFigures.Read();
        json.WriteStartObject();
        json.Double("avg_load_15min", host.Load15);
        json.Double("avg_load_1min", host.Load1);
        json.Double("avg_load_5min", host.Load5);
        json.WriteNumber("cpus_total", HostFigures.Processors);
        json.WriteNumber("mem_free_bytes", host.MemoryFreeBytes);
        json.WriteNumber("mem_total_bytes", host.MemoryTotalBytes);
        json.WriteEndObject();
    });

    // There are no actors with queues that could be looked into: the components are listed, each with nothing waiting.
    private Task Processes(HttpContext context) => LegacyAnswer.Write(context, json =>
    {
        json.WriteStartArray();
        foreach (var component in help.Components)
        {
            json.WriteStartObject();
            json.WriteStartArray("events");
            json.WriteEndArray();
            json.WriteString("id", component);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
