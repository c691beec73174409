using MesosOrleans.Grains.Interfaces.Metrics;

namespace MesosOrleans.Grains.Metrics;

/// <summary>Names of the metrics of one framework, behind its own prefix.</summary>
public static class FrameworkCounterNames
{
    /// <summary>The name of each counter, such as <c>calls/accept</c>, by its number.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "calls/subscribe",
        "calls/teardown",
        "calls/accept",
        "calls/decline",
        "calls/accept_inverse_offers",
        "calls/decline_inverse_offers",
        "calls/revive",
        "calls/kill",
        "calls/shutdown",
        "calls/acknowledge",
        "calls/acknowledge_operation_status",
        "calls/reconcile",
        "calls/reconcile_operations",
        "calls/message",
        "calls/request",
        "calls/suppress",
        "calls/update_framework",
        "events/subscribed",
        "events/offers",
        "events/inverse_offers",
        "events/rescind",
        "events/rescind_inverse_offer",
        "events/update",
        "events/update_operation_status",
        "events/message",
        "events/failure",
        "events/error",
        "events/heartbeat",
        "operations/launch",
        "operations/launch_group",
        "operations/reserve",
        "operations/unreserve",
        "operations/create",
        "operations/destroy",
        "operations/grow_volume",
        "operations/shrink_volume",
        "operations/create_disk",
        "operations/destroy_disk",
        "offers/sent",
        "offers/accepted",
        "offers/declined",
        "offers/rescinded",
        "tasks/terminal/task_finished",
        "tasks/terminal/task_failed",
        "tasks/terminal/task_killed",
        "tasks/terminal/task_error",
        "tasks/terminal/task_lost",
        "tasks/terminal/task_dropped",
        "tasks/terminal/task_gone",
        "tasks/terminal/task_gone_by_operator",
    ];

    /// <summary>The name of a counter.</summary>
    public static string Of(FrameworkCounter counter) => All[(int)counter];
}
