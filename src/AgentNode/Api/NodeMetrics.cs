using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Api;

/// <summary>The figures of /metrics/snapshot. Names: agent.md 24.</summary>
internal static class NodeMetrics
{
    public static SortedDictionary<string, double> Collect(NodeView view)
    {
        var tasks = view.Ledger.Tasks();
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["slave/registered"] = view.Link.IsAttached ? 1 : 0,
            ["slave/uptime_secs"] = (view.Time.GetUtcNow() - view.Identity.StartTime).TotalSeconds,
            ["slave/frameworks_active"] = view.Ledger.Frameworks().Count,
            ["slave/container_launch_errors"] = view.Counters.LaunchErrors,
            ["slave/recovery_errors"] = view.Counters.RecoveryErrors,
            ["slave/valid_status_updates"] = view.Counters.ValidUpdates,
            ["slave/invalid_status_updates"] = view.Updates.RejectedCount,
            ["slave/executors_running"] = view.Ledger.Executors().Count,
            ["slave/executors_registering"] = 0,
            ["slave/executors_terminating"] = 0,
            ["slave/executors_terminated"] = 0,
            ["slave/executors_preempted"] = 0,
            ["containerizer/fetcher/task_fetches_succeeded"] = view.Fetcher.Succeeded,
            ["containerizer/fetcher/task_fetches_failed"] = view.Fetcher.Failed,
            ["gc/path_removals_succeeded"] = view.Collector.Removed,
            ["gc/path_removals_failed"] = view.Collector.Failed,
            ["gc/path_removals_pending"] = view.Collector.Pending,
            ["slave/tasks_staging"] = Live(tasks, TaskState.TaskStaging),
            ["slave/tasks_starting"] = Live(tasks, TaskState.TaskStarting),
            ["slave/tasks_running"] = Live(tasks, TaskState.TaskRunning),
            ["slave/tasks_killing"] = Live(tasks, TaskState.TaskKilling),
            ["slave/tasks_finished"] = view.Counters.Ended(TaskState.TaskFinished),
            ["slave/tasks_failed"] = view.Counters.Ended(TaskState.TaskFailed),
            ["slave/tasks_killed"] = view.Counters.Ended(TaskState.TaskKilled),
            ["slave/tasks_lost"] = view.Counters.Ended(TaskState.TaskLost),
            ["slave/tasks_gone"] = view.Counters.Ended(TaskState.TaskGone),
        };
        AddResources(metrics, view, tasks);
        return metrics;
    }

    private static int Live(IReadOnlyList<TaskRun> tasks, TaskState state) => tasks.Count(task => task.State == state);

    private static void AddResources(SortedDictionary<string, double> metrics, NodeView view, IReadOnlyList<TaskRun> tasks)
    {
        var total = FlatResources.Totals(view.Identity.Info.Resources);
        var used = FlatResources.Totals(
            tasks.Where(task => !task.State.IsTerminal()).SelectMany(task => task.Info.Resources));
        foreach (var name in (string[])["cpus", "gpus", "mem", "disk"])
        {
            foreach (var suffix in (string[])["", "_revocable"])
            {
                var all = total.GetValueOrDefault(name + suffix);
                var taken = used.GetValueOrDefault(name + suffix);
                metrics[$"slave/{name}{suffix}_total"] = all;
                metrics[$"slave/{name}{suffix}_used"] = taken;
                metrics[$"slave/{name}{suffix}_percent"] = all > 0 ? taken / all : 0;
            }
        }
    }
}
