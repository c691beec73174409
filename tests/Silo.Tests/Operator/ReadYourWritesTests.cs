using System.Net;
using System.Text.Json;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>A listing shows what a call has done whose answer came before, without waiting and asking again.</summary>
[Collection(SiloCollection.Name)]
public sealed class ReadYourWritesTests(SiloFixture silo)
{
    [Fact]
    public async Task Listings_show_what_was_just_done()
    {
        for (var round = 0; round < 5; round++)
        {
            var agentId = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
            var agent = new EmulatedAgent(silo.Grains, agentId, "cpus:1;mem:64") { OnRunning = _ => null };
            await agent.Attach();
            await using var framework = await SchedulerStream.Subscribe(silo.Port, failover: 60);
            Assert.True((await Framework(framework.FrameworkId, "frameworks")).GetProperty("connected").GetBoolean());

            var accept = await EventStreamTests.Launch(framework, agentId, $"seen-{round}");
            using (var answer = await silo.Call(framework, "ACCEPT", accept))
            {
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            }

            var shown = await Framework(framework.FrameworkId, "frameworks");
            Assert.Equal($"seen-{round}", Assert.Single(shown.GetProperty("tasks").EnumerateArray()).GetProperty("id").GetString());
            Assert.Equal("0.5", shown.GetProperty("used_resources").GetProperty("cpus").GetRawText());
            Assert.DoesNotContain(
                shown.GetProperty("offers").EnumerateArray(), offer => offer.GetProperty("slave_id").GetString() == agentId);

            using (var answer = await silo.Post("/api/v1", $$$"""
                {"type":"RESERVE_RESOURCES","reserve_resources":{"agent_id":{"value":"{{{agentId}}}"},"resources":[{"name":"cpus",
                "type":"SCALAR","scalar":{"value":0.25},"reservations":[{"type":"DYNAMIC","role":"ops","principal":"p"}]}]}}
                """))
            {
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            }

            var slave = Assert.Single((await Read($"/slaves?slave_id={agentId}")).GetProperty("slaves").EnumerateArray());
            Assert.Equal("0.25", slave.GetProperty("reserved_resources").GetProperty("ops").GetProperty("cpus").GetRawText());

            using (var answer = await silo.Call(framework, "TEARDOWN"))
            {
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            }

            Assert.False((await Framework(framework.FrameworkId, "completed_frameworks")).GetProperty("active").GetBoolean());
            await agent.Detach();
        }
    }

    private async Task<JsonElement> Framework(string id, string list) =>
        Assert.Single((await Read($"/frameworks?framework_id={id}")).GetProperty(list).EnumerateArray());

    private async Task<JsonElement> Read(string path)
    {
        using var answer = await silo.Send("GET", path, null);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }
}
