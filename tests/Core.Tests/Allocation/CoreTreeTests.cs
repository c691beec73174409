using System.Globalization;
using MesosOrleans.Core.Allocation.Cases;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The tree's levels without grains: every case, and the same offers as the sequential allocator.</summary>
public sealed class CoreTreeTests
{
    private const int Sequences = 2_000;
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
    /// <remarks>
    /// The seeds are the same every time; <c>MESOS_TREE_SEED</c> begins elsewhere and <c>MESOS_TREE_CASES</c> takes more, to look for
    /// sequences that nobody has seen.
    /// </remarks>
    [Fact]
    public Task Offers_equal_those_of_the_sequential_allocator() => Parallel.ForEachAsync(
        Enumerable.Range(Setting("MESOS_TREE_SEED", 1), Setting("MESOS_TREE_CASES", Sequences)),
        async (seed, cancellation) => await Equal(seed, cancellation));

    /// <summary>Found by chance: an operator's change of an agent that shrank, and the order of inverse offers in a periodic run.</summary>
    [Theory]
    [InlineData(206603499)]
    [InlineData(105785)]
    public Task Sequences_that_once_differed_are_equal(int seed) => Equal(seed, CancellationToken.None);

    private static async Task Equal(int seed, CancellationToken cancellation)
    {
        await using var tree = new CoreTreeCaseTarget(new(), seed);
        await using var reference = new ReferenceCaseTarget(new(), seed);
        var world = new RandomEvents(seed, reference, tree, isInspected: true);
        for (var step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            await StepOf(world, seed);
        }
    }

    private static async Task StepOf(RandomEvents world, int seed)
    {
        try
        {
            await world.Step();
        }
        catch (Exception difference)
        {
            throw new InvalidOperationException($"with MESOS_TREE_SEED={seed}: {difference.Message}", difference);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
