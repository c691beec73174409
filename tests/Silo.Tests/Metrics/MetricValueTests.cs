using MesosOrleans.TestSupport;
using SchedulerCall = MesosOrleans.Protocol.V1.SchedulerApi.Call;

namespace MesosOrleans.Silo.Tests.Metrics;

/// <summary>The values mean what happened.</summary>
public sealed class MetricValueTests(MetricsCluster silo) : IClassFixture<MetricsCluster>
{
    [Fact]
    public async Task Calls_events_offers_and_tasks_are_counted()
    {
        var (agent, scheduler) = await silo.Start("counted", "opp");
        await MetricsCluster.Run(scheduler, "one", "two", "fail", "stay");
        await scheduler.Call(new SchedulerCall { Type = SchedulerCall.Types.Type.Revive });
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "the rest is offered");
        await scheduler.Decline(3600, [.. scheduler.Offers.Values]);
        await scheduler.Call(new SchedulerCall { Type = SchedulerCall.Types.Type.Suppress });
        await scheduler.Call(new SchedulerCall { Type = SchedulerCall.Types.Type.Request, Request = new() });

        var framework = $"master/frameworks/met%20rics%2F/{scheduler.Id}/";
        (string Name, double Value)[] expected =
        [
            (framework + "subscribed", 1), (framework + "calls/subscribe", 1), (framework + "calls/accept", 1),
            (framework + "calls/revive", 1), (framework + "calls/decline", 1), (framework + "calls/suppress", 1),
            (framework + "calls/request", 1), (framework + "events/subscribed", 1), (framework + "events/rescind", 0),
            (framework + "operations/launch", 1), (framework + "operations", 1), (framework + "offers/accepted", 1),
            (framework + "offers/declined", 1), (framework + "offers/sent", 2), (framework + "offers/rescinded", 0),
            (framework + "tasks/active/task_running", 1), (framework + "tasks/terminal/task_finished", 2),
            (framework + "tasks/terminal/task_failed", 1), (framework + "roles/counted/suppressed", 1),
            ("master/tasks_finished", 2), ("master/tasks_failed", 1), ("master/tasks_running", 1),
            ("master/messages_launch_tasks", 1), ("master/messages_decline_offers", 1), ("master/messages_revive_offers", 1),
            ("master/messages_suppress_offers", 1), ("master/messages_resource_request", 1),
            ("master/messages_register_framework", 1), ("master/messages_register_slave", 1),
            ("master/slave_registrations", 1), ("master/slaves_active", 1), ("master/frameworks_active", 1),
            ("master/invalid_status_updates", 0), ("master/outstanding_offers", 0), ("master/elected", 1),
            ("master/cpus_total", 4), ("master/cpus_used", 0.1), ("master/mem_used", 32),
        ];
        var wrong = "";
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    var values = await silo.Snapshot();
                    wrong = string.Join(
                        "; ",
                        expected.Where(item => !values.TryGetValue(item.Name, out var value) || value != item.Value)
                            .Select(item => $"{item.Name} is {values.GetValueOrDefault(item.Name, double.NaN)}, not {item.Value}"));
                    return wrong.Length == 0;
                },
                "the values are as stated",
                TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException)
        {
            Assert.Fail(wrong);
        }

        var all = await silo.Snapshot();
        Assert.Equal(
            all.Where(item => item.Key.StartsWith(framework + "calls/", StringComparison.Ordinal)).Sum(item => item.Value),
            all[framework + "calls"]);
        Assert.True(all["registrar/state_store_ms/count"] > 0);
        Assert.True(all["registrar/registry_size_bytes"] > 0);
        Assert.True(all["allocator/mesos/allocation_run_ms/count"] > 0);
        Assert.InRange(all["system/mem_free_bytes"], 1, all["system/mem_total_bytes"]);
        await agent.Detach();
    }
}
