using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Metrics;

/// <summary>Operations, refusals, and the time that a client waits.</summary>
public sealed class MetricOperationTests(MetricsCluster silo) : IClassFixture<MetricsCluster>
{
    [Fact]
    public async Task Both_faces_tell_the_same_names_and_what_is_not_ready_in_time_is_left_out()
    {
        using var answer = await silo.Post(
            "/api/v1", """{"type":"GET_METRICS","get_metrics":{"timeout":{"nanoseconds":5000000000}}}""",
            ("Accept", "application/x-protobuf"));
        var listed = Response.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync()).GetMetrics.Metrics;
        var served = await silo.Snapshot("?timeout=5secs");
        Assert.Superset(
            listed.Select(metric => metric.Name).Where(name => !name.Contains("frameworks/", StringComparison.Ordinal)).ToHashSet(),
            served.Keys.ToHashSet());
        var early = await silo.Snapshot("?timeout=0secs");
        Assert.Contains("system/cpus_total", early.Keys);
        Assert.DoesNotContain("master/tasks_finished", early.Keys);
    }

    [Fact]
    public async Task A_stream_counts_what_it_is_sent()
    {
        await using var stream = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        await Eventually.TrueAsync(
            async () =>
            {
                var values = await silo.Snapshot();
                double Of(string name) => values.SingleOrDefault(
                    item => item.Key.EndsWith($"/{stream.FrameworkId}/{name}", StringComparison.Ordinal)).Value;
                return Of("events/subscribed") == 1 && Of("events/heartbeat") == 1 && Of("subscribed") == 1 && Of("calls/subscribe") == 1;
            },
            "SUBSCRIBED and the first HEARTBEAT are counted");
    }

    [Fact]
    public async Task Operations_and_refusals_are_counted()
    {
        var (agent, scheduler) = await silo.Start("operated");
        var before = await silo.Snapshot();
        using var reserve = await silo.Post("/api/v1", $$$"""
            {"type":"RESERVE_RESOURCES","reserve_resources":{"agent_id":{"value":"{{{agent.Id}}}"},"resources":[{"name":"disk",
            "type":"SCALAR","scalar":{"value":10},"reservations":[{"type":"STATIC","role":"operated"},
            {"type":"DYNAMIC","role":"operated/sub","principal":"p"}]}]}}
            """);
        Assert.Equal("", await reserve.Content.ReadAsStringAsync());
        var offer = new Offer { Id = new OfferID { Value = "nope" }, AgentId = new AgentID { Value = agent.Id } };
        await scheduler.Launch(offer, 0, Dropped(offer));
        await Eventually.TrueAsync(
            async () =>
            {
                var after = await silo.Snapshot();
                double Grown(string name) => after.GetValueOrDefault(name) - before.GetValueOrDefault(name);
                return Grown("master/operations/reserve/finished") == 1 && Grown("master/operations/reserve/total") == 1
                    && Grown("master/operations/total") == 1 && Grown("master/tasks_dropped") == 1
                    && Grown("master/task_dropped/source_master/reason_invalid_offers") == 1;
            },
            "the reservation and the drop are counted");
        await agent.Detach();
        await Eventually.TrueAsync(
            async () => await silo.Snapshot() is var values && values["master/slaves_disconnected"] >= 1
                && values["master/slaves_connected"] + values["master/slaves_disconnected"]
                == values["master/slaves_active"] + values["master/slaves_inactive"],
            "the agent is disconnected");
    }

    private static TaskInfo Dropped(Offer offer) => ClusterSupport.TestScheduler.Task("dropped", offer);
}
