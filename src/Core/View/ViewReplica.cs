using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>
/// A copy of all shards of the read model, grouped as listings need it. What is grouped is kept up with each change, and
/// a view of a moment shares with the next one all that has not changed. Tells the events of the operator API that lead
/// from one moment to the next. Pure and not thread-safe; the views are.
/// </summary>
public sealed partial class ViewReplica
{
    private readonly Dictionary<string, AgentRow> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FrameworkRow> _frameworks = new(StringComparer.Ordinal);
    private readonly bool[] _complete;
    private ClusterView? _view;

    /// <summary>An empty copy.</summary>
    /// <param name="shards">Number of shards.</param>
    public ViewReplica(int shards) => _complete = new bool[shards];

    /// <summary>True once every shard was read whole.</summary>
    public bool IsComplete => Array.TrueForAll(_complete, complete => complete);

    /// <summary>Whether a task is known.</summary>
    public bool HasTask(string frameworkId, string taskId) =>
        _frameworks.TryGetValue(frameworkId, out var framework) && framework.Tasks.ContainsKey(taskId);

    /// <summary>Takes changes of a shard in.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="batch">The changes.</param>
    /// <param name="events">Takes the events, in order; null when nobody wants to know.</param>
    public void Apply(int shard, ViewBatch batch, ICollection<Event>? events)
    {
        _view = null;
        foreach (var agent in batch.Agents)
        {
            Apply(shard, batch.Reading, agent, events);
        }

        foreach (var framework in batch.Frameworks)
        {
            Apply(shard, batch.Reading, framework, events);
        }

        foreach (var task in batch.Tasks)
        {
            Apply(shard, batch.Reading, task, events);
        }

        // What ends is told behind what happened before its end.
        foreach (var framework in batch.Frameworks)
        {
            Complete(framework, events);
        }

        foreach (var removal in batch.Removals)
        {
            Remove(removal, events);
        }

        if (batch.IsWhole)
        {
            Sweep(shard, batch.Reading, events);
        }

        _complete[shard] |= batch.IsComplete;
    }

    /// <summary>The cluster as it is now.</summary>
    public ClusterView Freeze()
    {
        var strangers = _frameworks.Values.Where(row => row.Message is null).Select(row => row.Freeze());
        return _view ??= new ClusterView([.. strangers])
        {
            Agents = [.. Agents(ViewAgent.Types.Standing.Registered).Select(row => row.Freeze())],
            RecoveredAgents = [.. Agents(ViewAgent.Types.Standing.Recovered).Select(row => row.Message!.Agent.AgentInfo)],
            UnreachableAgents = Agents(ViewAgent.Types.Standing.Unreachable).Count(),
            Operations = [.. _agents.Values.Where(row => row.Message is not null).SelectMany(row => row.Message!.Operations)],
            Frameworks = [.. _frameworks.Values
                .Where(row => row is { Message: not null, IsCompleted: false })
                .Select(row => row.Freeze())],
            CompletedFrameworks = [.. _frameworks.Values
                .Where(row => row.IsCompleted)
                .OrderBy(row => row.Message!.UnregisteredTime.Nanoseconds)
                .Select(row => row.Freeze())],
        };
    }

    private IEnumerable<AgentRow> Agents(ViewAgent.Types.Standing standing) =>
        _agents.Values.Where(row => row.Standing == standing);

    private void Apply(int shard, int reading, ViewAgent agent, ICollection<Event>? events)
    {
        var id = agent.Agent.AgentInfo.Id.Value;
        var row = AgentOf(id);
        var former = row.Message;
        row.Set(agent, shard, reading);
        SpreadUses(id, former, agent);
        if (events is not null)
        {
            ViewEvents.Derive(former, agent, events);
        }
    }

    private void Apply(
        int shard, int reading, GetFrameworks.Types.Framework framework, ICollection<Event>? events)
    {
        var row = FrameworkOf(framework.FrameworkInfo.Id.Value);
        row.Shard = shard;
        row.Reading = reading;
        if (ViewShard.IsCompleted(framework))
        {
            return;
        }

        if (events is not null)
        {
            ViewEvents.Derive(row.Message, framework, events);
        }

        row.Set(framework);
        SpreadOffers(row, framework.Offers);
    }

    private void Complete(GetFrameworks.Types.Framework framework, ICollection<Event>? events)
    {
        if (!ViewShard.IsCompleted(framework))
        {
            return;
        }

        var row = FrameworkOf(framework.FrameworkInfo.Id.Value);
        if (events is not null && row is { Message: not null, IsCompleted: false })
        {
            ViewEvents.Removed(framework.FrameworkInfo, events);
        }

        row.Set(framework);
        SpreadOffers(row, []);
    }

    private void Apply(int shard, int reading, Protocol.V1.Task task, ICollection<Event>? events)
    {
        var framework = FrameworkOf(task.FrameworkId.Value);
        if (framework.Message is null)
        {
            // Its tasks are of the same shard: nobody else may name it before it is gone.
            framework.Shard = shard;
            framework.Reading = reading;
        }

        var former = framework.Tasks.TryGetValue(task.TaskId.Value, out var row) ? row.Task : null;
        if (events is not null)
        {
            TaskEvents.Derive(former, task, _complete[shard], events);
        }

        if (former is not null)
        {
            RemoveFromAgent(former);
        }

        AgentOf(task.AgentId.Value).AddTask(task);
        framework.Set(task, reading);
    }

    private AgentRow AgentOf(string id)
    {
        if (!_agents.TryGetValue(id, out var row))
        {
            _agents.Add(id, row = new AgentRow());
        }

        return row;
    }

    private FrameworkRow FrameworkOf(string id)
    {
        if (!_frameworks.TryGetValue(id, out var row))
        {
            _frameworks.Add(id, row = new FrameworkRow());
        }

        return row;
    }

    // What an agent says of frameworks is theirs too.
    private void SpreadUses(string agentId, ViewAgent? former, ViewAgent? agent)
    {
        var executors = (agent?.Executors ?? []).ToLookup(executor => executor.FrameworkId?.Value ?? "", StringComparer.Ordinal);
        var uses = (agent?.Uses ?? []).ToDictionary(use => use.FrameworkId, use => use.Resources, StringComparer.Ordinal);
        foreach (var id in NamedBy(former).Concat(NamedBy(agent)).Distinct(StringComparer.Ordinal))
        {
            var used = uses.TryGetValue(id, out var resources) ? ResourceSet.FromProto(resources) : ResourceSet.Empty;
            FrameworkOf(id).SetOnAgent(agentId, used, [.. executors[id]]);
            DropIfEmpty(id);
        }
    }

    private static IEnumerable<string> NamedBy(ViewAgent? agent) => agent is null
        ? []
        : agent.Uses.Select(use => use.FrameworkId)
            .Concat(agent.Executors.Select(executor => executor.FrameworkId?.Value ?? ""));

    // What a framework says of its offers is the agents' too.
    private void SpreadOffers(FrameworkRow row, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            if (row.Offers.TryAdd(offer.Id.Value, offer))
            {
                AgentOf(offer.AgentId.Value).AddOffer(offer);
            }
        }

        if (row.Offers.Count == offers.Count)
        {
            return;
        }

        var present = offers.Select(offer => offer.Id.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in row.Offers.Where(offer => !present.Contains(offer.Key)).ToList())
        {
            row.Offers.Remove(gone.Key);
            var agentId = gone.Value.AgentId.Value;
            AgentOf(agentId).RemoveOffer(gone.Key);
            DropAgentIfEmpty(agentId);
        }
    }
}
