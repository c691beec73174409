using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>An operator's stream of events at one silo.</summary>
internal sealed class OperatorStream : KeptStream<Event>
{
    private OperatorStream(HttpResponseMessage response)
        : base(response, item => item.Type == Event.Types.Type.Heartbeat)
    {
    }

    /// <summary>Subscribes, and waits for SUBSCRIBED.</summary>
    public static async Task<OperatorStream> SubscribeAsync(Uri silo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo, "/api/v1"))
        {
            Content = Content(new Call { Type = Call.Types.Type.Subscribe }),
        };
        var stream = new OperatorStream(await OpenAsync(request));
        await stream.UntilAsync("SUBSCRIBED", item => item.Subscribed is not null);
        return stream;
    }
}
