using MesosOrleans.Core.Agents;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Grains.Agents;

/// <summary>
/// Sends the commands of one session, in order, one message at a time: a slow node holds back its own commands only.
/// Lives within the agent's grain: not thread-safe.
/// </summary>
internal sealed class AgentLinkPump(string sessionId, IAgentSession session, CommandLog commands, Action<string> onFailed)
{
    private bool _running;
    private bool _failed;

    /// <summary>The session.</summary>
    public string SessionId => sessionId;

    /// <summary>Sends what is pending, unless that is under way.</summary>
    public void Flush()
    {
        if (!_running && !_failed && commands.HasUnsent)
        {
            _running = true;
            RunAsync().Ignore();
        }
    }

    /// <summary>Tells the node to kill everything and stop. A node that does not hear it is told when it registers again.</summary>
    public void Shutdown(string message) =>
        session.Send(new SiloMessage { Shutdown = new Shutdown { Message = message } }).Ignore();

    private async Task RunAsync()
    {
        try
        {
            while (commands.HasUnsent)
            {
                var batch = commands.TakeUnsent(Limits.AgentBatchMax);
                if (batch.Commands_.Count > 0)
                {
                    await session.Send(new SiloMessage { Commands = batch });
                }
            }
        }
        catch (Exception)
        {
            // The stream is gone: its silo detaches it, or the next keep-alive finds out. The log keeps the commands.
            _failed = true;
            onFailed(sessionId);
        }
        finally
        {
            _running = false;
        }
    }
}
