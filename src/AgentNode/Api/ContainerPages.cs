using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Transport;
using Entry = MesosOrleans.Protocol.V1.AgentApi.Response.Types.GetContainers.Types.Container;

namespace MesosOrleans.AgentNode.Api;

/// <summary>/containers, /monitor/statistics and /containerizer/debug. Facts: legacy-endpoints.md 4.</summary>
internal sealed class ContainerPages(NodeView view)
{
    public async Task ContainersAsync(HttpContext context)
    {
        var container = context.Request.Query["container_id"].ToString();
        var framework = context.Request.Query["framework_id"].ToString();
        var executor = context.Request.Query["executor_id"].ToString();
        if ((container.Length > 0 && framework.Length + executor.Length > 0) || (executor.Length > 0 && framework.Length == 0))
        {
            await PlainText.Write(
                context,
                StatusCodes.Status400BadRequest,
                "Expecting 'container_id' alone, 'framework_id' alone, or 'framework_id' with 'executor_id'");
            return;
        }

        var all = await new ContainerListing(view).OfExecutorsAsync(context.RequestAborted);
        var wanted = all.Where(item => (container.Length == 0 || item.Entry.ContainerId.Value == container)
            && (framework.Length == 0 || item.Entry.FrameworkId.Value == framework)
            && (executor.Length == 0 || item.Entry.ExecutorId.Value == executor)).ToList();
        await ApiJson.WriteAsync(context, json => Write(json, wanted, isWhole: true));
    }

    public async Task StatisticsAsync(HttpContext context)
    {
        var all = await new ContainerListing(view).OfExecutorsAsync(context.RequestAborted);
        await ApiJson.WriteAsync(context, json => Write(json, all, isWhole: false));
    }

    public Task DebugAsync(HttpContext context) => ApiJson.WriteAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("pending");
        foreach (var operation in view.Containerizer.Pending)
        {
            json.WriteStartObject();
            json.WriteString("operation", operation.Name);
            json.WriteStartObject("args");
            json.WriteString("containerId", operation.ContainerId);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, IEnumerable<(Entry Entry, string Source)> containers, bool isWhole)
    {
        json.WriteStartArray();
        foreach (var (entry, source) in containers)
        {
            json.WriteStartObject();
            if (isWhole)
            {
                json.WriteString("container_id", entry.ContainerId.Value);
            }

            json.WriteString("executor_id", entry.ExecutorId.Value);
            json.WriteString("executor_name", entry.ExecutorName);
            json.WriteString("framework_id", entry.FrameworkId.Value);
            json.WriteString("source", source);
            Write(json, "statistics", entry.ResourceStatistics);
            if (isWhole)
            {
                Write(json, "status", entry.ContainerStatus);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IMessage? message)
    {
        if (message is not null)
        {
            json.WritePropertyName(name);
            MesosJson.Write(message, json);
        }
    }
}
