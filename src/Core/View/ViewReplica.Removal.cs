using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Protocol.View;

namespace MesosOrleans.Core.View;

/// <summary>How things leave the copy.</summary>
public sealed partial class ViewReplica
{
    private void Remove(ViewRemoval removal, ICollection<Event>? events)
    {
        switch (removal.Kind)
        {
            case ViewRemoval.Types.Kind.Agent:
                RemoveAgent(removal.Id, removal.Announced, events);
                break;
            case ViewRemoval.Types.Kind.Framework:
                RemoveFramework(removal.Id, events);
                break;
            default:
                RemoveTask(removal.FrameworkId, removal.Id);
                break;
        }
    }

    private void RemoveAgent(string id, bool announced, ICollection<Event>? events)
    {
        if (!_agents.TryGetValue(id, out var row) || row.Message is not { } former)
        {
            return;
        }

        if (announced && events is not null)
        {
            ViewEvents.Removed(former, events);
        }

        row.Set(null, row.Shard, row.Reading);
        SpreadUses(id, former, null);
        DropAgentIfEmpty(id);
    }

    private void RemoveFramework(string id, ICollection<Event>? events)
    {
        if (!_frameworks.TryGetValue(id, out var row) || row.Message is not { } former)
        {
            return;
        }

        if (!row.IsCompleted && events is not null)
        {
            ViewEvents.Removed(former.FrameworkInfo, events);
        }

        row.Set(null);
        SpreadOffers(row, []);
        DropIfEmpty(id);
    }

    private void RemoveTask(string frameworkId, string taskId)
    {
        if (_frameworks.TryGetValue(frameworkId, out var framework) && framework.Tasks.TryGetValue(taskId, out var row))
        {
            RemoveFromAgent(row.Task);
            framework.Remove(row);
            DropIfEmpty(frameworkId);
        }
    }

    // A shard that came up anew has named all that it has; what it did not name ended while nobody could say so.
    private void Sweep(int shard, int reading, ICollection<Event>? events)
    {
        foreach (var (id, framework) in _frameworks.Where(row => row.Value.Shard == shard).ToList())
        {
            foreach (var task in framework.Tasks.Values.Where(row => row.Reading != reading).ToList())
            {
                RemoveTask(id, task.Task.TaskId.Value);
            }

            if (framework.Reading != reading)
            {
                RemoveFramework(id, events);
            }
        }

        foreach (var (id, agent) in _agents.ToList())
        {
            if (agent.Message is not null && agent.Shard == shard && agent.Reading != reading)
            {
                RemoveAgent(id, announced: true, events);
            }
        }
    }

    private void RemoveFromAgent(Protocol.V1.Task task)
    {
        AgentOf(task.AgentId.Value).RemoveTask(task);
        DropAgentIfEmpty(task.AgentId.Value);
    }

    private void DropIfEmpty(string frameworkId)
    {
        if (_frameworks.TryGetValue(frameworkId, out var row) && row.IsEmpty)
        {
            _frameworks.Remove(frameworkId);
        }
    }

    private void DropAgentIfEmpty(string agentId)
    {
        if (_agents.TryGetValue(agentId, out var row) && row.IsEmpty)
        {
            _agents.Remove(agentId);
        }
    }
}
