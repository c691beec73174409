using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Grains.Metrics;

/// <summary>What agents' grains count.</summary>
internal static class AgentCounters
{
    /// <summary>A registration; it brings the agent's resources with it, which Mesos has a message of its own for.</summary>
    public static void Registered(this ClusterCounters counters, bool first)
    {
        counters.Add(first ? "master/messages_register_slave" : "master/messages_reregister_slave");
        counters.Add(first ? "master/slave_registrations" : "master/slave_reregistrations");
        counters.Add("master/messages_update_slave");
    }

    /// <summary>A message of a node; <paramref name="valid"/> of its status updates are of tasks that the agent has.</summary>
    public static void Received(this ClusterCounters counters, NodeMessage message, int valid = 0)
    {
        switch (message.MessageCase)
        {
            case NodeMessage.MessageOneofCase.StatusUpdates:
                var count = message.StatusUpdates.Updates.Count;
                counters.Add("master/messages_status_update", count);
                counters.Add("master/valid_status_updates", valid);
                counters.Add("master/invalid_status_updates", count - valid);
                break;
            case NodeMessage.MessageOneofCase.ExecutorExited:
                counters.Add("master/messages_exited_executor");
                break;
            case NodeMessage.MessageOneofCase.ExecutorMessage:
                counters.Add("master/messages_executor_to_framework");
                counters.Add("master/valid_executor_to_framework_messages");
                break;
            case NodeMessage.MessageOneofCase.Unregister:
                counters.Add("master/messages_unregister_slave");
                break;
            default:
                break;
        }
    }

    /// <summary>An agent that is counted out.</summary>
    /// <param name="counters">The counters.</param>
    /// <param name="reason">Mesos's word: <c>unhealthy</c>, <c>unregistered</c>, <c>registered</c>, or null when it has none.</param>
    public static void Removed(this ClusterCounters counters, string? reason)
    {
        counters.Add("master/slave_removals");
        if (reason is not null)
        {
            counters.Add("master/slave_removals/reason_" + reason);
        }
    }
}
