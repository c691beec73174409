using System.Text.RegularExpressions;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>Weights and quotas as they were recorded, in their order, on a cluster of the same size.</summary>
public sealed partial class PolicyReplayTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    [Fact]
    public async Task Every_answer_is_the_recorded_one()
    {
        var agents = await Agents("cpus:8;mem:8192;disk:20000;ports:[31000-32000]", "cpus:4;mem:4096;disk:20000;ports:[31000-32000]");
        var gold = await Gold();
        foreach (var exchange in RecordedExchange.Load("policy.jsonl"))
        {
            await Replay(exchange, text => FrameworkIds().Replace(text, gold.Id));
        }

        Assert.Equal(2, agents.Count);
    }

    private async Task Replay(RecordedExchange exchange, Func<string, string> ours)
    {
        string? difference = null;
        try
        {
            // What only asks may have to wait for the read model.
            await Eventually.TrueAsync(
                async () =>
                {
                    using var answer = await exchange.Send(silo);
                    difference = await exchange.Differs(answer, ours);
                    Assert.True(exchange.IsRead || difference is null, difference);
                    return difference is null;
                },
                exchange.Name,
                TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            Assert.Fail(difference);
        }
    }

    private async Task<List<EmulatedAgent>> Agents(params string[] resources)
    {
        var agents = new List<EmulatedAgent>();
        foreach (var all in resources)
        {
            var agent = new EmulatedAgent(silo.Grains, await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId(), all)
            {
                OnRunning = _ => null,
            };
            Assert.Null(await agent.Attach());
            agents.Add(agent);
        }

        return agents;
    }

    // One task of cpus:0.1 and mem:32, and nothing else on offer.
    private async Task<TestScheduler> Gold()
    {
        var scheduler = new TestScheduler(silo.Grains, new FrameworkInfo
        {
            Name = "op-fw",
            User = "root",
            FailoverTimeout = 600,
            Roles = { "gold" },
            Capabilities =
            {
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement },
            },
        });
        Assert.Null(await scheduler.Subscribe());
        await Eventually.TrueAsync(() => scheduler.Offers.Count == 2, "both agents are offered");
        Offer[] offers = [.. scheduler.Offers.Values];
        Assert.Equal(202, (await scheduler.Launch(offers[0], 3600, TestScheduler.Task("op1", offers[0]))).Status);
        await scheduler.Decline(3600, offers[1]);
        return scheduler;
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]{4}\\b")]
    private static partial Regex FrameworkIds();
}
