namespace MesosOrleans.Silo.Metrics;

/// <summary>Names of Mesos's metrics that are always there, whatever runs (ecosystem.md 8.1), by who tells their values.</summary>
internal static class MetricNames
{
    private static readonly string[] SummaryParts =
    [
        "", "/count", "/max", "/min", "/p50", "/p90", "/p95", "/p99", "/p999", "/p9999",
    ];

    private static readonly string[] Operations =
    [
        "", "create/", "create_disk/", "destroy/", "destroy_disk/", "grow_volume/", "reserve/", "shrink_volume/",
        "unreserve/",
    ];

    private static readonly string[] Messages =
    [
        "authenticate", "deactivate_framework", "decline_offers", "executor_to_framework", "exited_executor",
        "framework_to_executor", "kill_task", "launch_tasks", "operation_status_update",
        "operation_status_update_acknowledgement", "reconcile_operations", "reconcile_tasks", "register_framework",
        "register_slave", "reregister_framework", "reregister_slave", "resource_request", "revive_offers",
        "status_update", "status_update_acknowledgement", "suppress_offers", "unregister_framework",
        "unregister_slave", "update_slave",
    ];

    private static readonly string[] Validated =
    [
        "executor_to_framework_messages", "framework_to_executor_messages",
        "operation_status_update_acknowledgements", "operation_status_updates", "status_update_acknowledgements",
        "status_updates",
    ];

    /// <summary>Ends of an operation that are counted.</summary>
    public static IReadOnlyList<string> OperationEnds { get; } = ["dropped", "error", "failed", "finished", "gone_by_operator"];

    /// <summary>Counters of the cluster, which all silos report to the metrics grain.</summary>
    public static IReadOnlyList<string> Counters { get; } =
    [
        "master/dropped_messages", "master/http_cache_hits", "master/recovery_slave_removals", "master/slave_registrations",
        "master/slave_removals", "master/slave_removals/reason_registered", "master/slave_removals/reason_unhealthy",
        "master/slave_removals/reason_unregistered", "master/slave_reregistrations",
        "master/slave_shutdowns_canceled", "master/slave_shutdowns_completed", "master/slave_shutdowns_scheduled",
        "master/slave_unreachable_canceled", "master/slave_unreachable_completed", "master/slave_unreachable_scheduled",
        "master/tasks_dropped", "master/tasks_error", "master/tasks_failed", "master/tasks_finished", "master/tasks_gone",
        "master/tasks_gone_by_operator", "master/tasks_killed", "master/tasks_lost",
        .. Messages.Select(message => $"master/messages_{message}"),
        .. Validated.SelectMany(message => (string[])[$"master/valid_{message}", $"master/invalid_{message}"]),
        .. Operations.SelectMany(operation => OperationEnds.Select(state => $"master/operations/{operation}{state}")),
    ];

    /// <summary>Prefixes of the metrics of operations: all, and by type.</summary>
    public static IEnumerable<string> OperationPrefixes => Operations.Select(operation => "master/operations/" + operation);

    /// <summary>What the read model tells.</summary>
    public static IReadOnlyList<string> View { get; } =
    [
        .. ((string[])["cpus", "gpus", "mem", "disk"]).SelectMany(kind => (string[])[kind, kind + "_revocable"])
            .SelectMany(kind => ((string[])["total", "used", "percent"]).Select(part => $"master/{kind}_{part}")),
        "master/frameworks_active", "master/frameworks_connected", "master/frameworks_disconnected", "master/frameworks_inactive",
        "master/outstanding_offers", "master/slaves_active", "master/slaves_connected", "master/slaves_disconnected",
        "master/slaves_inactive", "master/slaves_unreachable", "master/tasks_killing", "master/tasks_running",
        "master/tasks_staging", "master/tasks_starting", "master/tasks_unreachable",
        .. Operations.SelectMany(operation => ((string[])["pending", "recovering", "unreachable"])
            .Select(state => $"master/operations/{operation}{state}")),
    ];

    /// <summary>What the allocator's root tells.</summary>
    public static IReadOnlyList<string> Allocator { get; } =
    [
        "allocator/event_queue_dispatches", "allocator/mesos/event_queue_dispatches", "allocator/mesos/allocation_runs",
        .. Summary("allocator/mesos/allocation_run_ms"), .. Summary("allocator/mesos/allocation_run_latency_ms"),
        .. ((string[])["cpus", "mem", "disk"]).SelectMany(kind => (string[])
            [$"allocator/mesos/resources/{kind}/total", $"allocator/mesos/resources/{kind}/offered_or_allocated"]),
    ];

    /// <summary>What the silo that is asked tells of itself.</summary>
    public static IReadOnlyList<string> Local { get; } =
    [
        "master/elected", "master/uptime_secs", "master/event_queue_dispatches", "master/event_queue_http_requests",
        "master/event_queue_messages", "master/operator_event_stream_subscribers",
        "registrar/queued_operations", "registrar/registry_size_bytes", "registrar/state_fetch_ms",
        .. Summary("registrar/state_store_ms"), "registrar/log/recovered", "registrar/log/ensemble_size",
        "system/cpus_total", "system/load_15min", "system/load_1min", "system/load_5min", "system/mem_free_bytes",
        "system/mem_total_bytes",
    ];

    /// <summary>The statistics of a timer.</summary>
    private static IEnumerable<string> Summary(string name) => SummaryParts.Select(part => name + part);
}
