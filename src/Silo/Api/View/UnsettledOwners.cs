using System.Collections.Concurrent;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Frameworks;

namespace MesosOrleans.Silo.Api.View;

/// <summary>
/// The frameworks and agents that clients of this silo have just changed. They publish changes after a moment; a listing
/// that comes earlier makes them do it at once, so that it shows what its client has done.
/// </summary>
internal sealed class UnsettledOwners(IGrainFactory grains, TimeProvider time)
{
    private const int OwnersMax = 10_000;

    // By then a change has been published anyway.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, long> _frameworks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _agents = new(StringComparer.Ordinal);

    /// <summary>A call has changed a framework, or something through it.</summary>
    public void FrameworkChanged(string id) => Remember(_frameworks, id);

    /// <summary>A call has changed an agent.</summary>
    public void AgentChanged(string id) => Remember(_agents, id);

    /// <summary>Makes them publish.</summary>
    /// <returns>Tasks that were launched and must be shown.</returns>
    public async Task<IReadOnlyList<(string FrameworkId, string TaskId)>> Settle()
    {
        var agents = Task.WhenAll(Recent(_agents).Select(SettleAgent));
        var tasks = await Task.WhenAll(Recent(_frameworks).Select(SettleFramework));
        await agents;
        return [.. tasks.SelectMany(some => some)];
    }

    private async Task SettleAgent(KeyValuePair<string, long> owner)
    {
        await grains.Find<IAgentGrain>(owner.Key).ShowChanges();
        _agents.TryRemove(owner);
    }

    private async Task<IEnumerable<(string FrameworkId, string TaskId)>> SettleFramework(KeyValuePair<string, long> owner)
    {
        var tasks = await grains.Find<IFrameworkGrain>(owner.Key).ShowChanges();
        _frameworks.TryRemove(owner);
        return tasks.Select(task => (owner.Key, task));
    }

    private void Remember(ConcurrentDictionary<string, long> owners, string id)
    {
        if (owners.Count < OwnersMax || Recent(owners).Count < OwnersMax)
        {
            owners[id] = time.GetTimestamp();
        }
    }

    private List<KeyValuePair<string, long>> Recent(ConcurrentDictionary<string, long> owners)
    {
        var recent = new List<KeyValuePair<string, long>>();
        foreach (var owner in owners)
        {
            if (time.GetElapsedTime(owner.Value) < Lifetime)
            {
                recent.Add(owner);
            }
            else
            {
                owners.TryRemove(owner);
            }
        }

        return recent;
    }
}
