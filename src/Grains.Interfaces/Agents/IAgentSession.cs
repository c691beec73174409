using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>The silo's end of an agent node's stream.</summary>
[Alias("MesosOrleans.IAgentSession")]
public interface IAgentSession : IGrainObserver
{
    /// <summary>Queues a message for the node. Fails when the stream is closed or its queue is full.</summary>
    [ResponseTimeout("00:00:05")]
    [Alias("Send")]
    Task Send(SiloMessage message);
}
