namespace MesosOrleans.Silo.Api.View;

/// <summary>Names of Mesos's metrics that are always there.</summary>
internal static class MetricNames
{
    private static readonly string[] Summaries =
    [
        "allocator/mesos/allocation_run_latency_ms", "allocator/mesos/allocation_run_ms", "registrar/state_store_ms",
    ];

    private static readonly string[] SummaryParts =
    [
        "", "/count", "/max", "/min", "/p50", "/p90", "/p95", "/p99", "/p999", "/p9999",
    ];

    private static readonly string[] Operations =
    [
        "", "create/", "create_disk/", "destroy/", "destroy_disk/", "grow_volume/", "reserve/", "shrink_volume/",
        "unreserve/",
    ];

    private static readonly string[] OperationStates =
    [
        "dropped", "error", "failed", "finished", "gone_by_operator", "pending", "recovering", "total", "unreachable",
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

    private static readonly string[] Single =
    [
        "allocator/event_queue_dispatches", "allocator/mesos/allocation_runs",
        "allocator/mesos/event_queue_dispatches", "master/dropped_messages", "master/event_queue_dispatches",
        "master/event_queue_http_requests", "master/event_queue_messages", "master/http_cache_hits",
        "master/operator_event_stream_subscribers", "master/recovery_slave_removals", "master/slave_registrations",
        "master/slave_removals", "master/slave_removals/reason_registered", "master/slave_removals/reason_unhealthy",
        "master/slave_removals/reason_unregistered", "master/slave_reregistrations",
        "master/slave_shutdowns_canceled", "master/slave_shutdowns_completed", "master/slave_shutdowns_scheduled",
        "master/slave_unreachable_canceled", "master/slave_unreachable_completed",
        "master/slave_unreachable_scheduled", "master/slaves_disconnected", "master/slaves_unreachable",
        "registrar/queued_operations", "registrar/registry_size_bytes", "registrar/state_fetch_ms",
        "system/load_15min", "system/load_1min", "system/load_5min",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Single,
        .. Summaries.SelectMany(summary => SummaryParts.Select(part => summary + part)),
        .. Operations.SelectMany(operation => OperationStates.Select(state => $"master/operations/{operation}{state}")),
        .. Messages.Select(message => $"master/messages_{message}"),
        .. Validated.SelectMany(message => (string[])[$"master/valid_{message}", $"master/invalid_{message}"]),
    ];
}
