using MesosOrleans.Core.Allocation.Cases;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The tree's levels without grains: every case.</summary>
public sealed class CoreTreeTests
{
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
}
