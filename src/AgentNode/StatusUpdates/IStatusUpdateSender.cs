using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>Takes updates on their way to the silo.</summary>
public interface IStatusUpdateSender
{
    /// <summary>Queues an update for sending. Never blocks; what is lost is sent again later.</summary>
    void Send(StatusUpdate update);
}
