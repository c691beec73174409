using System.Buffers;
using Google.Protobuf;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>Writes the answer to GET_METRICS.</summary>
internal static class MetricsWriter
{
    /// <summary>Writes values sorted by name.</summary>
    public static ValueTask Write(ResponseBody body, IReadOnlyDictionary<string, double> values, MessageFormat format)
    {
        var metrics = values.Select(metric => new Metric { Name = metric.Key, Value = metric.Value });
        if (format == MessageFormat.Json)
        {
            body.Write("{\"type\":\"GET_METRICS\",\"get_metrics\":{\"metrics\":["u8);
            StateWriter.WriteItems(body, metrics);
            body.Write("]}}"u8);
        }
        else
        {
            var response = new Response
            {
                Type = Response.Types.Type.GetMetrics,
                GetMetrics = new Response.Types.GetMetrics(),
            };
            response.GetMetrics.Metrics.AddRange(metrics);
            response.WriteTo(body);
        }

        return ValueTask.CompletedTask;
    }
}
