using System.Text.Json;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>A126: what a role is said to hold, while part of it is used, part reserved, part offered.</summary>
public sealed class RoleViewTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    [Fact]
    public async Task A_role_shows_what_it_uses_is_offered_has_reserved_and_consumes()
    {
        var used = await Attach("cpus(role):1;mem(role):10;cpus:10;mem:100");
        var free = await Attach("cpus(role):100;mem(role):1000;ports(role):[1-100];cpus:1000;mem:10000;ports:[1001-2000]");
        var scheduler = new TestScheduler(silo.Grains, new FrameworkInfo
        {
            Name = "f",
            User = "root",
            Roles = { "role" },
            Capabilities =
            {
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement },
            },
        });
        Assert.Null(await scheduler.Subscribe());
        await Eventually.TrueAsync(() => scheduler.Offers.Count == 2, "both agents are offered");
        var offer = scheduler.Offers.Values.Single(one => one.AgentId.Value == used.Id);
        var task = TestScheduler.Task("t", offer);
        task.Resources.Clear();
        task.Resources.Add(offer.Resources);
        Assert.Equal(202, (await scheduler.Launch(offer, 0, task)).Status);

        var seen = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await silo.Send("GET", "/roles", null);
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                var role = json.RootElement.GetProperty("roles").EnumerateArray()
                    .Single(one => one.GetProperty("name").GetString() == "role");
                seen = string.Join(" ", new[] { "allocated", "offered", "reserved" }.Select(part => role.GetProperty(part).GetRawText()))
                    + " " + role.GetProperty("quota").GetProperty("consumed").GetRawText();
                return seen == """{"cpus":11.0,"mem":110.0} {"cpus":1100.0,"mem":11000.0,"ports":1100.0} """
                    + """{"cpus":101.0,"mem":1010.0,"ports":100.0} {"cpus":111.0,"mem":1110.0,"ports":100.0}""";
            },
            "the role is shown as stated");
        Assert.NotEqual(used.Id, free.Id);
    }

    private async Task<EmulatedAgent> Attach(string resources)
    {
        var id = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new EmulatedAgent(silo.Grains, id, resources) { OnRunning = _ => null };
        Assert.Null(await agent.Attach());
        return agent;
    }
}
