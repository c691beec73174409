using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>Host names that may be offered.</summary>
public sealed class WhitelistTests
{
    [Fact]
    public async Task OnlyHostsOfTheListAreOfferedAndTheListMayChange()
    {
        IReadOnlyList<string> hosts = ["elsewhere"];
        await using var cluster = await TestCluster.StartAsync(settings => settings.Whitelist = () => hosts);
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("whitelist");
        await Eventually.TrueAsync(
            async () =>
            {
                var root = cluster.Grains.GetGrain<Interfaces.Allocation.IRootAllocatorGrain>(Interfaces.Allocation.IRootAllocatorGrain.Key);
                var runs = (await root.GetSnapshot()).Runs;
                return (await root.Inspect()).Demands.ContainsKey(scheduler.Id) && runs > 3;
            },
            "the allocator has run");
        Assert.Empty(scheduler.Offers);

        hosts = ["127.0.0.1"];

        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "the host is offered", TimeSpan.FromSeconds(30));
    }
}
