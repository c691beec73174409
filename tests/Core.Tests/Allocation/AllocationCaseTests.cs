using MesosOrleans.Core.Allocation.Cases;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>Every executable case of the data file, against the sequential allocator.</summary>
public sealed class AllocationCaseTests
{
    private static readonly Dictionary<string, AllocationCase> Cases =
        AllocationCaseFile.Parse(File.ReadAllText("Allocation/Data/allocation-cases.md")).ToDictionary(one => one.Id);

    public static TheoryData<string> Ids => [.. Cases.Values
        .Where(one => one.Kind != AllocationCaseKind.Table)
        .Select(one => one.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Case_comes_out_as_stated(string id)
    {
        // Several seeds: an outcome that a case states must not depend on chance.
        for (var seed = 0; seed < 5; seed++)
        {
            var outcome = await AllocationCaseRunner.Run(
                Cases[id], options => ValueTask.FromResult<IAllocationCaseTarget>(new ReferenceCaseTarget(options, seed)));

            Assert.True(outcome.Passed, outcome.Failure);
        }
    }

    [Fact]
    public void File_holds_all_131_cases()
    {
        Assert.Equal(131, Cases.Count);
        Assert.Equal(19, Cases.Values.Count(one => one.Kind == AllocationCaseKind.Table));
        Assert.Equal(12, Cases.Values.Count(one => one.Kind == AllocationCaseKind.Sorter));
    }
}
