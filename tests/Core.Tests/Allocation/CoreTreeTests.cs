using CsCheck;
using MesosOrleans.Core.Allocation.Cases;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The tree's levels without grains: every case, and the same offers as the sequential allocator.</summary>
public sealed class CoreTreeTests
{
    private const int Iterations = 2_000;
    private const int Steps = 80;

    private static readonly Dictionary<string, AllocationCase> Cases =
        AllocationCaseFile.Parse(File.ReadAllText("Allocation/Data/allocation-cases.md")).ToDictionary(one => one.Id);

    public static TheoryData<string> Ids => [.. Cases.Values
        .Where(one => one.Kind == AllocationCaseKind.Allocator)
        .Select(one => one.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Case_comes_out_as_stated(string id)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var outcome = await AllocationCaseRunner.Run(
                Cases[id], options => ValueTask.FromResult<IAllocationCaseTarget>(new CoreTreeCaseTarget(options, seed)));

            Assert.True(outcome.Passed, outcome.Failure);
        }
    }

    /// <summary>
    /// Quotas, weights, reservations, volumes and disks, nested roles, operators' changes, maintenance, whitelists, restarts, agents
    /// and frameworks that come, change, pause and go, tasks, and several of it before one run: the same offers and inverse
    /// offers in the same order, the same holdings, shares and filters, and after each step every resource of every agent is
    /// free, in one offer, or used.
    /// </summary>
    [Fact]
    public Task Offers_equal_those_of_the_sequential_allocator() => Gen.Int[0, int.MaxValue].SampleAsync(
        async seed =>
        {
            await using var tree = new CoreTreeCaseTarget(new(), seed);
            await using var reference = new ReferenceCaseTarget(new(), seed);
            var world = new RandomEvents(seed, reference, tree, isInspected: true);
            for (var step = 0; step < Steps; step++)
            {
                await world.Step();
            }
        },
        iter: Iterations);
}
