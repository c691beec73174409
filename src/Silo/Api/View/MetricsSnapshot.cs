using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Scheduler;

namespace MesosOrleans.Silo.Api.View;

/// <summary>
/// The metrics that clients of Mesos ask for, by its names: what the read model knows, and 0 for what it does not.
/// </summary>
internal sealed partial class MetricsSnapshot(
    MasterIdentity master, SessionRegistry sessions, IGrainFactory grains, TimeProvider time, ILogger<MetricsSnapshot> logger)
{
    private static readonly TimeSpan AllocatorPatience = TimeSpan.FromSeconds(2);
    private static readonly string[] Kinds = ["cpus", "gpus", "mem", "disk"];

    private static readonly (string Name, TaskState State)[] States =
    [
        ("staging", TaskState.TaskStaging), ("starting", TaskState.TaskStarting), ("running", TaskState.TaskRunning),
        ("killing", TaskState.TaskKilling), ("unreachable", TaskState.TaskUnreachable),
        ("finished", TaskState.TaskFinished), ("failed", TaskState.TaskFailed), ("killed", TaskState.TaskKilled),
        ("lost", TaskState.TaskLost), ("error", TaskState.TaskError), ("dropped", TaskState.TaskDropped),
        ("gone", TaskState.TaskGone), ("gone_by_operator", TaskState.TaskGoneByOperator),
    ];

    /// <summary>Values by name, sorted.</summary>
    public async Task<IReadOnlyDictionary<string, double>> Take(ClusterView view)
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var name in MetricNames.All)
        {
            values[name] = 0;
        }

        values["master/elected"] = 1;
        values["master/uptime_secs"] = (time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0) - master.StartTime;
        Resources(values, view);
        Agents(values, view);
        Frameworks(values, view);
        Tasks(values, view);
        Host(values);
        await Allocator(values);
        return values;
    }

    private async Task Allocator(SortedDictionary<string, double> values)
    {
        try
        {
            var snapshot = await grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).GetSnapshot()
                .WaitAsync(AllocatorPatience, time);
            foreach (var (name, value) in snapshot.Metrics)
            {
                values[name] = value;
            }
        }
        catch (Exception exception)
        {
            // What the view knows is better than no metrics at all.
            LogAllocatorSilent(logger, exception);
        }
    }

    [LoggerMessage(5401, LogLevel.Warning, "The allocator's metrics could not be read")]
    private static partial void LogAllocatorSilent(ILogger logger, Exception exception);

    private static void Resources(SortedDictionary<string, double> values, ClusterView view)
    {
        var total = ResourceSum.Of(view.Agents.SelectMany(agent => agent.TotalResources));
        var used = ResourceSum.Of(view.Agents.SelectMany(agent => agent.AllocatedResources));
        var offered = ResourceSum.Of(view.Agents.SelectMany(agent => agent.OfferedResources));
        foreach (var kind in Kinds)
        {
            foreach (var name in (string[])[kind, kind + "_revocable"])
            {
                var all = total.Quantity(name);
                var taken = used.Quantity(name);
                values[$"master/{name}_total"] = all / 1000.0;
                values[$"master/{name}_used"] = taken / 1000.0;
                values[$"master/{name}_percent"] = all == 0 ? 0 : (double)taken / all;
            }

            if (kind != "gpus")
            {
                values[$"allocator/mesos/resources/{kind}/total"] = total.Quantity(kind) / 1000.0;
                values[$"allocator/mesos/resources/{kind}/offered_or_allocated"] =
                    (used.Quantity(kind) + offered.Quantity(kind)) / 1000.0;
            }
        }
    }

    private static void Agents(SortedDictionary<string, double> values, ClusterView view)
    {
        var active = view.Agents.Count(agent => agent.Active);
        values["master/slaves_active"] = active;
        values["master/slaves_inactive"] = view.Agents.Count - active;
        values["master/slaves_connected"] = view.Agents.Count;
        values["master/slaves_unreachable"] = view.UnreachableAgents;
        values["master/slave_registrations"] = view.Agents.Count;
    }

    private void Frameworks(SortedDictionary<string, double> values, ClusterView view)
    {
        var active = view.Frameworks.Count(framework => framework.Active);
        var connected = view.Frameworks.Count(framework => framework.Connected);
        values["master/frameworks_active"] = active;
        values["master/frameworks_inactive"] = view.Frameworks.Count - active;
        values["master/frameworks_connected"] = connected;
        values["master/frameworks_disconnected"] = view.Frameworks.Count - connected;
        values["master/outstanding_offers"] = view.Frameworks.Sum(framework => framework.Offers.Count);
        // Streams of schedulers that this silo holds: a figure of our own.
        values["master/scheduler_streams"] = sessions.Count;
    }

    private static void Tasks(SortedDictionary<string, double> values, ClusterView view)
    {
        var counts = new TaskCounts();
        foreach (var task in view.Tasks.Concat(view.UnreachableTasks).Concat(view.CompletedTasks))
        {
            counts.Add(task.State, task.AgentId.Value);
        }

        foreach (var (name, state) in States)
        {
            values[$"master/tasks_{name}"] = counts[state];
        }
    }

    private static void Host(SortedDictionary<string, double> values)
    {
        values["system/cpus_total"] = Environment.ProcessorCount;
        var memory = GC.GetGCMemoryInfo();
        values["system/mem_total_bytes"] = memory.TotalAvailableMemoryBytes;
        values["system/mem_free_bytes"] = Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }
}
