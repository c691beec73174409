using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Transport.Pages;

namespace MesosOrleans.AgentNode.Api;

/// <summary>The figures of /metrics/snapshot. Names: agent.md 24.</summary>
internal static class NodeMetrics
{
    // What a node of ours has none of: preemption, images, a cache of fetched files, resource providers, quotas of disks.
    private static readonly string[] Unmeant =
    [
        "slave/executors_preempted",
        "containerizer/fetcher/cache_size_total_bytes", "containerizer/fetcher/cache_size_used_bytes",
        "containerizer/mesos/container_destroy_errors", "containerizer/mesos/provisioner/bind/remove_rootfs_errors",
        "containerizer/mesos/provisioner/remove_container_errors", "containerizer/mesos/filesystem/containers_new_rootfs",
        "containerizer/mesos/disk/project_ids_free", "containerizer/mesos/disk/project_ids_total",
        .. Timer("containerizer/docker/image_pull_ms"), .. Timer("containerizer/mesos/provisioner/docker_store/image_pull_ms"),
        "volume_gid_manager/volume_gids_total", "volume_gid_manager/volume_gids_free",
        "resource_provider_manager/events/disconnect", "resource_provider_manager/events/subscribe",
        "resource_provider_manager/subscribed",
    ];

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
            ["slave/invalid_status_updates"] = view.Updates.RejectedCount + view.Counters.InvalidUpdates,
            ["slave/recovery_time_secs"] = view.Counters.RecoveryTime.TotalSeconds,
            ["slave/valid_framework_messages"] = view.Counters.ValidMessages,
            ["slave/invalid_framework_messages"] = view.Counters.InvalidMessages,
            ["slave/executors_running"] = Executors(view, ExecutorPhase.Running),
            ["slave/executors_registering"] = Executors(view, ExecutorPhase.Registering),
            ["slave/executors_terminating"] = Executors(view, ExecutorPhase.Terminating),
            ["slave/executors_terminated"] = view.Counters.ExecutorsTerminated,
            ["slave/executor_directory_max_allowed_age_secs"] = view.Collector.LastAllowedAge.TotalSeconds,
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
        HostFigures.Read().AddTo(metrics);
        foreach (var name in Unmeant)
        {
            metrics.TryAdd(name, 0);
        }

        return metrics;
    }

    // A generated executor is no program: it is there as long as its task is.
    private static int Executors(NodeView view, ExecutorPhase phase) => view.Ledger.Executors()
        .Count(run => (run.Supervisor?.Phase ?? ExecutorPhase.Running) == phase);

    private static IEnumerable<string> Timer(string name) =>
        ((string[])["", "/count", "/max", "/min", "/p50", "/p90", "/p95", "/p99", "/p999", "/p9999"]).Select(part => name + part);

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
