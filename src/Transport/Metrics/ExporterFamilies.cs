namespace MesosOrleans.Transport.Metrics;

/// <summary>
/// The names under which exporters for Mesos publish its metrics (ecosystem.md 8.3), so that dashboards and alerts made for
/// them go on working.
/// </summary>
internal static class ExporterFamilies
{
    private static readonly string[] Kinds = ["cpus", "gpus", "mem", "disk"];
    private static readonly string[] Parts = ["percent", "total", "used", "free"];
    private static readonly string[] Current = ["staging", "starting", "running", "killing", "unreachable"];

    private static readonly (string, string)[] Exits =
    [
        ("error", "errored"), ("failed", "failed"), ("finished", "finished"), ("gone", "gone"),
        ("gone_by_operator", "gone_by_operator"), ("dropped", "dropped"), ("killed", "killed"), ("lost", "lost"),
    ];

    private static readonly (string, string)[] TimerParts =
    [
        ("", "last"), ("/min", "min"), ("/max", "max"), ("/p50", "p50"), ("/p90", "p90"), ("/p95", "p95"), ("/p99", "p99"),
        ("/p999", "p999"), ("/p9999", "p9999"),
    ];

    /// <summary>Those of a silo.</summary>
    public static IReadOnlyList<ExporterFamily> Master { get; } =
    [
        .. Resources("master"),
        Gauge("mesos_master_elected").With("master/elected"),
        Gauge("mesos_master_uptime_seconds").With("master/uptime_secs"),
        Gauge("mesos_master_offers_pending").With("master/outstanding_offers"),
        Counter("mesos_master_slave_registration_events_total")
            .WithEach("master/slave_{}", "event", ("registrations", "register"), ("reregistrations", "reregister")),
        Counter("mesos_master_slave_removal_events_total")
            .WithEach("master/slave_shutdowns_{}", "event", "scheduled", "canceled", "completed")
            .With("master/slave_removals", ("event", "died")),
        Counter("mesos_master_recovery_slave_removal_events_total").With("master/recovery_slave_removals", ("event", "removal")),
        Counter("mesos_master_slave_removal_events_reasons")
            .WithEach("master/slave_removals/reason_{}", "reason", "registered", "unhealthy", "unregistered"),
        Counter("mesos_master_slave_unreachable_events_total")
            .WithEach("master/slave_unreachable_{}", "event", "scheduled", "canceled", "completed"),
        Gauge("mesos_master_slaves_state").With("master/slaves_active", ("state", "connected_active"))
            .With("master/slaves_inactive", ("state", "connected_inactive"))
            .With("master/slaves_disconnected", ("state", "disconnected_inactive"))
            .With("master/slaves_unreachable", ("state", "unreachable")),
        Gauge("mesos_master_frameworks_state").With("master/frameworks_active", ("state", "connected_active"))
            .With("master/frameworks_inactive", ("state", "connected_inactive"))
            .With("master/frameworks_disconnected", ("state", "disconnected_inactive")),
        Gauge("mesos_master_task_states_current").WithEach("master/tasks_{}", "state", Current),
        Counter("mesos_master_task_states_exit_total").WithEach("master/tasks_{}", "state", Exits),
        Counter("mesos_master_task_state_counts_by_source_reason").WithPattern("master/task_", SourceAndReason),
        Counter("mesos_master_messages").WithPattern("master/messages_", rest => [("type", rest)])
            .With("master/dropped_messages", ("type", "dropped_messages")),
        Counter("mesos_master_messages_outcomes_total").WithPattern("master/valid_", rest => [("type", rest), ("outcome", "valid")])
            .WithPattern("master/invalid_", rest => [("type", rest), ("outcome", "invalid")]),
        Gauge("mesos_master_event_queue_length")
            .WithEach("master/event_queue_{}", "type", ("messages", "message"), ("http_requests", "http_request"), ("dispatches", "dispatches")),
        Gauge("mesos_master_operator_event_stream_subscribers").With("master/operator_event_stream_subscribers"),
        .. Timer("mesos_master_allocation_run_ms", "allocator/mesos/allocation_run_ms"),
        .. Timer("mesos_master_allocation_run_latency_ms", "allocator/mesos/allocation_run_latency_ms"),
        Counter("mesos_master_allocation_runs").With("allocator/mesos/allocation_runs", ("event", "allocation")),
        Gauge("mesos_master_allocator_event_queue_dispatches").With("allocator/mesos/event_queue_dispatches"),
        Gauge("mesos_master_allocator_offer_filters_active")
            .WithPattern("allocator/mesos/offer_filters/roles/", rest => Role(rest, "/active")),
        Gauge("mesos_master_allocator_role_shares_dominant").WithPattern("allocator/mesos/roles/", rest => Role(rest, "/shares/dominant")),
        .. ((string[])["guarantee", "limit", "consumed", "offered_or_allocated"]).Select(part =>
            Gauge("mesos_master_allocator_role_quota_" + part)
                .WithPattern("allocator/mesos/quota/roles/", rest => RoleResource(rest, "/" + part))),
        .. ((string[])["cpus", "mem", "disk"]).Select(kind => Gauge("mesos_master_allocator_resources_" + kind)
            .WithEach($"allocator/mesos/resources/{kind}/{{}}", "type", "total", "offered_or_allocated")),
        Counter("mesos_master_operations_exit_total")
            .WithEach("master/operations/{}", "state", "finished", "failed", "error", "dropped", "gone_by_operator"),
        .. Timer("mesos_registrar_state_store_ms", "registrar/state_store_ms"),
        Gauge("mesos_registrar_registry_size_bytes").With("registrar/registry_size_bytes"),
        Gauge("mesos_registrar_queued_operations").With("registrar/queued_operations"),
        Gauge("mesos_registrar_state_fetch_ms").With("registrar/state_fetch_ms"),
        Gauge("mesos_registrar_log_recovered").With("registrar/log/recovered"),
        Gauge("mesos_registrar_log_ensemble_size").With("registrar/log/ensemble_size"),
        Counter("mesos_master_frameworks_messages").WithPattern("frameworks/", Principal),
        .. System,
    ];

    /// <summary>Those of an agent node.</summary>
    public static IReadOnlyList<ExporterFamily> Agent { get; } =
    [
        .. Resources("slave"),
        Gauge("mesos_slave_registered").With("slave/registered"),
        Gauge("mesos_slave_uptime_seconds").With("slave/uptime_secs"),
        Gauge("mesos_slave_frameworks_active").With("slave/frameworks_active"),
        Gauge("mesos_slave_task_states_current").WithEach("slave/tasks_{}", "state", Current),
        Counter("mesos_slave_task_states_exit_total").WithEach("slave/tasks_{}", "state", Exits),
        Counter("mesos_slave_messages_outcomes_total")
            .WithEach("slave/valid_{}", "type", "status_updates", "framework_messages"),
        Counter("mesos_slave_invalid_messages_total")
            .WithEach("slave/invalid_{}", "type", "status_updates", "framework_messages"),
        Gauge("mesos_slave_executor_state").WithEach("slave/executors_{}", "state", "registering", "running", "terminating"),
        Counter("mesos_slave_executors_terminated").With("slave/executors_terminated"),
        Counter("mesos_slave_executors_preempted").With("slave/executors_preempted"),
        Counter("mesos_slave_recovery_errors").With("slave/recovery_errors"),
        Gauge("mesos_slave_recovery_time_secs").With("slave/recovery_time_secs"),
        Gauge("mesos_slave_executor_directory_max_allowed_age_secs").With("slave/executor_directory_max_allowed_age_secs"),
        Counter("mesos_slave_container_launch_errors").With("slave/container_launch_errors"),
        Gauge("mesos_slave_gc_path_removals_pending").With("gc/path_removals_pending"),
        Counter("mesos_slave_gc_path_removals_outcome").WithEach("gc/path_removals_{}", "outcome", "succeeded", "failed"),
        Counter("mesos_slave_containerizer_fetcher_task_fetches")
            .WithEach("containerizer/fetcher/task_fetches_{}", "outcome", "succeeded", "failed"),
        Gauge("mesos_slave_containerizer_fetcher_cache_size")
            .WithEach("containerizer/fetcher/cache_size_{}_bytes", "type", "total", "used"),
        Counter("mesos_slave_containerizer_container_destroy_errors").With("containerizer/mesos/container_destroy_errors"),
        .. System,
    ];

    private static IEnumerable<ExporterFamily> System =>
    [
        Gauge("mesos_system_cpus").With("system/cpus_total"),
        Gauge("mesos_system_load").WithEach("system/load_{}", "period", "1min", "5min", "15min"),
        Gauge("mesos_system_memory_bytes").WithEach("system/mem_{}_bytes", "type", "total", "free"),
    ];

    private static ExporterFamily Gauge(string name) => new(name, false);

    private static ExporterFamily Counter(string name) => new(name, true);

    // What is free is worked out when the snapshot is taken.
    private static IEnumerable<ExporterFamily> Resources(string component) => Kinds
        .SelectMany(kind => (string[])[kind, kind + "_revocable"])
        .Select(kind => Gauge($"mesos_{component}_{kind}").WithEach($"{component}/{kind}_{{}}", "type", Parts));

    private static IEnumerable<ExporterFamily> Timer(string name, string key) =>
    [
        Gauge(name).WithEach(key + "{}", "type", TimerParts),
        Gauge(name + "_count").With(key + "/count"),
    ];

    private static (string, string)[]? SourceAndReason(string rest) =>
        rest.Split('/') is [var state, var source, var reason]
            && source.StartsWith("source_", StringComparison.Ordinal) && reason.StartsWith("reason_", StringComparison.Ordinal)
            ? [("state", state), ("source", source["source_".Length..]), ("reason", reason["reason_".Length..])]
            : null;

    private static (string, string)[]? Role(string rest, string end) =>
        rest.EndsWith(end, StringComparison.Ordinal) ? [("role", rest[..^end.Length])] : null;

    private static (string, string)[]? RoleResource(string rest, string end)
    {
        const string Middle = "/resources/";
        var middle = rest.LastIndexOf(Middle, StringComparison.Ordinal);
        return middle >= 0 && rest.EndsWith(end, StringComparison.Ordinal)
            ? [("role", rest[..middle]), ("resource", rest[(middle + Middle.Length)..^end.Length])]
            : null;
    }

    private static (string, string)[]? Principal(string rest)
    {
        const string Middle = "/messages_";
        var middle = rest.LastIndexOf(Middle, StringComparison.Ordinal);
        return middle >= 0 ? [("framework", rest[..middle]), ("type", rest[(middle + Middle.Length)..])] : null;
    }
}
