using Grpc.Core;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>The gRPC service of <see cref="FakeSilo"/>.</summary>
internal sealed class FakeLinkService(FakeLinkState state) : AgentLink.AgentLinkBase
{
    public FakeLinkState State { get; } = state;

    public override async Task Attach(
        IAsyncStreamReader<NodeMessage> requestStream,
        IServerStreamWriter<SiloMessage> responseStream,
        ServerCallContext context)
    {
        var outgoing = State.Open();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, State.Closed);
        var writing = Task.Run(async () =>
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync(end.Token))
            {
                await responseStream.WriteAsync(message, end.Token);
            }
        });
        try
        {
            var reading = Task.Run(async () =>
            {
                while (await requestStream.MoveNext(end.Token))
                {
                    State.Receive(requestStream.Current);
                }
            });
            await Task.WhenAny(reading, writing);
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
