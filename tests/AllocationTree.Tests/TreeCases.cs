using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Tests.Allocation;

namespace MesosOrleans.AllocationTree.Tests;

/// <summary>Every executable case of the data file, against the tree of grains.</summary>
public abstract class TreeCases(TreeFixture fixture)
{
    private static readonly Dictionary<string, AllocationCase> Cases =
        AllocationCaseFile.Parse(File.ReadAllText("Data/allocation-cases.md")).ToDictionary(one => one.Id);

    public static TheoryData<string> Ids => [.. Cases.Values
        .Where(one => one.Kind == AllocationCaseKind.Allocator)
        .Select(one => one.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Case_comes_out_as_stated(string id)
    {
        var outcome = await AllocationCaseRunner.Run(
            Cases[id], async options => await fixture.Cluster.CreateTargetAsync(options, seed: 1));

        Assert.True(outcome.Passed, outcome.Failure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Offers_equal_those_of_the_sequential_allocator(int seed)
    {
        await using var tree = await fixture.Cluster.CreateTargetAsync(new(), seed);
        await using var reference = new ReferenceCaseTarget(new(), seed);
        var world = new RandomEvents(seed, reference, tree, isInspected: false);
        for (var step = 0; step < 150; step++)
        {
            await world.Step();
        }

        Assert.True(world.OffersSeen > 0, "no offers were made");
    }
}
