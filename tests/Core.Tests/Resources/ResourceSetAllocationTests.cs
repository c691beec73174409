using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Resources;

/// <summary>The allocator and the ledgers run on these operations for every agent: what they allocate is bounded.</summary>
public sealed class ResourceSetAllocationTests
{
    private const int Rounds = 1000;
    private static readonly ResourceSet Agent = Samples.Set("cpus:16;mem:65536;disk:100000;ports:[31000-32000]");
    private static readonly ResourceSet Wanted = Samples.Set("cpus:1;mem:128;disk:10");

    [Fact]
    public void Looking_allocates_nothing()
    {
        var wanted = ResourceQuantities.Parse("cpus:0.01;mem:32");
        Assert.Equal(0, BytesPerRound(() => _ = Agent.Contains(Wanted)));
        Assert.Equal(0, BytesPerRound(() => _ = Agent.Contains(wanted)));
        Assert.Equal(0, BytesPerRound(() => _ = Agent.Quantities));
        Assert.Equal(0, BytesPerRound(() => _ = Agent.Unreserved));
        Assert.Equal(0, BytesPerRound(() => _ = Agent.AllocatableTo("r")));
    }

    [Fact]
    public void Changing_allocates_what_changed()
    {
        Assert.InRange(BytesPerRound(() => _ = Agent - Wanted), 1, 320);
        Assert.InRange(BytesPerRound(() => _ = Agent + Wanted), 1, 320);
        Assert.InRange(BytesPerRound(() => _ = Agent.Allocate("r")), 1, 400);
    }

    private static long BytesPerRound(Action action)
    {
        // The first round fills caches.
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
