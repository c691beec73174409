using MesosOrleans.Core.Allocation;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Metrics;

/// <summary>Gauges that the read model tells.</summary>
internal static class ViewMetrics
{
    private static readonly string[] Kinds = ["cpus", "gpus", "mem", "disk"];

    private static readonly (string Name, TaskState State)[] ActiveStates =
    [
        ("staging", TaskState.TaskStaging), ("starting", TaskState.TaskStarting), ("running", TaskState.TaskRunning),
        ("killing", TaskState.TaskKilling), ("unreachable", TaskState.TaskUnreachable), ("unknown", TaskState.TaskUnknown),
    ];

    /// <summary>Adds them.</summary>
    /// <param name="values">Where to.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="perFramework">Whether each framework has metrics of its own.</param>
    public static void AddTo(IDictionary<string, double> values, ClusterView view, bool perFramework)
    {
        foreach (var name in MetricNames.View)
        {
            values[name] = 0;
        }

        Resources(values, view);
        Agents(values, view);
        Frameworks(values, view);
        Tasks(values, view, perFramework);
        Operations(values, view);
    }

    /// <summary>What the metrics of a framework begin with.</summary>
    public static string PrefixOf(FrameworkInfo framework) =>
        $"master/frameworks/{Uri.EscapeDataString(framework.Name)}/{framework.Id.Value}/";

    private static void Resources(IDictionary<string, double> values, ClusterView view)
    {
        var total = ResourceSum.Of(view.Agents.SelectMany(agent => agent.TotalResources));
        var used = ResourceSum.Of(view.Agents.SelectMany(agent => agent.AllocatedResources));
        foreach (var name in Kinds.SelectMany(kind => (string[])[kind, kind + "_revocable"]))
        {
            var all = total.Quantity(name);
            var taken = used.Quantity(name);
            values[$"master/{name}_total"] = all / 1000.0;
            values[$"master/{name}_used"] = taken / 1000.0;
            values[$"master/{name}_percent"] = all == 0 ? 0 : (double)taken / all;
        }
    }

    private static void Agents(IDictionary<string, double> values, ClusterView view)
    {
        var active = view.Agents.Count(agent => agent.Active);
        values["master/slaves_active"] = active;
        values["master/slaves_inactive"] = view.Agents.Count - active;

        // Who is neither offered nor held back by an operator has no connection.
        var disconnected = view.Agents.Count(agent => !agent.Active && !agent.Message.Deactivated);
        values["master/slaves_disconnected"] = disconnected;
        values["master/slaves_connected"] = view.Agents.Count - disconnected;
        values["master/slaves_unreachable"] = view.UnreachableAgents;
    }

    private static void Frameworks(IDictionary<string, double> values, ClusterView view)
    {
        var active = view.Frameworks.Count(framework => framework.Active);
        var connected = view.Frameworks.Count(framework => framework.Connected);
        values["master/frameworks_active"] = active;
        values["master/frameworks_inactive"] = view.Frameworks.Count - active;
        values["master/frameworks_connected"] = connected;
        values["master/frameworks_disconnected"] = view.Frameworks.Count - connected;
        values["master/outstanding_offers"] = view.Frameworks.Sum(framework => framework.Offers.Count);
    }

    private static void Tasks(IDictionary<string, double> values, ClusterView view, bool perFramework)
    {
        var all = new TaskCounts();
        var each = new Dictionary<string, TaskCounts>(StringComparer.Ordinal);
        foreach (var task in view.Tasks.Concat(view.UnreachableTasks))
        {
            all.Add(task.State, task.AgentId.Value);
            if (!each.TryGetValue(task.FrameworkId.Value, out var counts))
            {
                each.Add(task.FrameworkId.Value, counts = new TaskCounts());
            }

            counts.Add(task.State, task.AgentId.Value);
        }

        foreach (var (name, state) in ActiveStates[..^1])
        {
            values[$"master/tasks_{name}"] = all[state];
        }

        foreach (var framework in perFramework ? view.Frameworks.Concat(view.CompletedFrameworks) : [])
        {
            var prefix = PrefixOf(framework.FrameworkInfo);
            values[prefix + "subscribed"] = framework.Connected ? 1 : 0;
            var counts = each.GetValueOrDefault(framework.FrameworkInfo.Id.Value, TaskCounts.None);
            foreach (var (name, state) in ActiveStates)
            {
                values[$"{prefix}tasks/active/task_{name}"] = counts[state];
            }

            // The allocator says more of those that it knows; a framework that has ended asks for nothing.
            foreach (var role in FrameworkSpecReader.RolesOf(framework.FrameworkInfo))
            {
                values[$"{prefix}roles/{role}/suppressed"] = 0;
            }
        }
    }

    // The agents' word of an operation is final when it comes, so none is ever pending.
    private static void Operations(IDictionary<string, double> values, ClusterView view)
    {
        foreach (var operation in view.Operations)
        {
            var state = operation.LatestStatus.State switch
            {
                OperationState.OperationPending => "pending",
                OperationState.OperationRecovering => "recovering",
                OperationState.OperationUnreachable => "unreachable",
                _ => null,
            };
            if (state is not null)
            {
                values["master/operations/" + state]++;
                values[CounterNames.OperationPrefix(operation.Info.Type) + state]++;
            }
        }
    }
}
