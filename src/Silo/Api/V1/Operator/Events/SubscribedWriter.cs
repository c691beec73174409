using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator.Events;

/// <summary>Writes SUBSCRIBED: the whole state and the interval of heartbeats.</summary>
internal static class SubscribedWriter
{
    /// <summary>Writes the event in pieces. The same view gives the same bytes.</summary>
    public static ValueTask Write(IPacedWriter output, ClusterView view, TimeSpan interval, MessageFormat format) =>
        format == MessageFormat.Json ? WriteJson(output, view, interval) : WriteProtobuf(output, view, interval);

    private static async ValueTask WriteJson(IPacedWriter output, ClusterView view, TimeSpan interval)
    {
        output.Write("{\"type\":\"SUBSCRIBED\",\"subscribed\":{\"get_state\":"u8);
        await StateWriter.WriteState(output, view);
        var seconds = interval.TotalSeconds.ToString("0.0##############", CultureInfo.InvariantCulture);
        output.Write(System.Text.Encoding.UTF8.GetBytes($",\"heartbeat_interval_seconds\":{seconds}}}}}"));
    }

    // A message that comes in pieces is merged by whoever reads it.
    private static async ValueTask WriteProtobuf(IPacedWriter output, ClusterView view, TimeSpan interval)
    {
        new Event
        {
            Type = Event.Types.Type.Subscribed,
            Subscribed = new Event.Types.Subscribed { HeartbeatIntervalSeconds = interval.TotalSeconds },
        }.WriteTo(output);
        foreach (var piece in StatePieces.Of(view))
        {
            new Event { Subscribed = new Event.Types.Subscribed { GetState = piece } }.WriteTo(output);
            await output.FlushIfLarge();
        }
    }
}
