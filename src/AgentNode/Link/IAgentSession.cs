using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Link;

/// <summary>What the link is for: the node's side of the conversation, without the wire.</summary>
public interface IAgentSession
{
    /// <summary>The node's identity and everything that lives on it.</summary>
    Register CreateRegister();

    /// <summary>The silo has taken the node in. Updates may flow from now on.</summary>
    /// <exception cref="AgentRefusedException">The silo gave another id than the node already has.</exception>
    void OnRegistered(Registered message);

    /// <summary>The ledger was sent again on the same stream: updates in flight may have been lost and follow it.</summary>
    void OnReregistered();

    /// <summary>Carries out commands, in order.</summary>
    /// <returns>The newest command taken over, or null when none ever was.</returns>
    CommandAck? Execute(Commands commands);

    /// <summary>The stream is gone; updates wait.</summary>
    void OnDetached();
}
