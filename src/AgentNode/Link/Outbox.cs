using System.Threading.Channels;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Link;

/// <summary>
/// What waits to be written to one stream. Bounded: what finds no room is dropped, and comes back by its own retry or
/// by the next registration. Neighbouring updates travel in one message.
/// </summary>
internal sealed class Outbox
{
    private readonly Channel<NodeMessage> _channel = Channel.CreateBounded<NodeMessage>(
        new BoundedChannelOptions(Limits.OutboxMessagesMax) { SingleReader = true });

    /// <summary>Queues a message, if there is room.</summary>
    public bool TrySend(NodeMessage message) => _channel.Writer.TryWrite(message);

    /// <summary>Queues a message, waiting for room.</summary>
    public ValueTask SendAsync(NodeMessage message, CancellationToken cancellationToken)
        => _channel.Writer.WriteAsync(message, cancellationToken);

    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>Writes everything until the box is completed or writing fails.</summary>
    public async Task PumpAsync(Func<NodeMessage, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        NodeMessage? next = null;
        while (next is not null || await _channel.Reader.WaitToReadAsync(cancellationToken))
        {
            if (next is null && !_channel.Reader.TryRead(out next))
            {
                continue;
            }

            var message = next;
            next = null;
            if (message.MessageCase == NodeMessage.MessageOneofCase.StatusUpdates)
            {
                next = Gather(message.StatusUpdates);
            }

            await write(message, cancellationToken);
        }
    }

    /// <summary>Adds the updates that follow; returns the first message that is none.</summary>
    private NodeMessage? Gather(Protocol.AgentLink.StatusUpdates updates)
    {
        while (updates.Updates.Count < Limits.UpdatesPerMessageMax && _channel.Reader.TryRead(out var message))
        {
            if (message.MessageCase != NodeMessage.MessageOneofCase.StatusUpdates)
            {
                return message;
            }

            updates.Updates.AddRange(message.StatusUpdates.Updates);
        }

        return null;
    }
}
