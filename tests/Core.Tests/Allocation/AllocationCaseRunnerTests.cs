using MesosOrleans.Core.Allocation.Cases;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The runner itself: what is wrong is found and named.</summary>
public sealed class AllocationCaseRunnerTests
{
    [Theory]
    [InlineData("fw f1 r\nagent a1 cpus:1;mem:64\n=> f1/r a1 cpus:2;mem:64", "offers are f1/r a1 cpus:1; mem:64")]
    [InlineData("fw f1 r\nagent a1 cpus:1;mem:64\n=> -", "offers are f1/r a1")]
    [InlineData("fw f1 r\nagent a1 cpus:1;mem:64", "unexpected offers f1/r a1")]
    [InlineData("fw f1 r\n=> f1/r a1 cpus:1", "there are no offers")]
    [InlineData("fw f1 r\nshare r=1", "share of r is 0")]
    [InlineData("fw f1 r\nruns 7", "there were 1 runs")]
    [InlineData("frobnicate", "Unknown statement 'frobnicate'")]
    [InlineData("fw f1 r bogus", "Unexpected 'bogus'")]
    [InlineData("rmagent a1\ntotal a1 cpus:1", "Agent a1 is not known")]
    [InlineData("fw f1 r\nfw f2", "line 4: fw f2: ")]
    [InlineData("decline f1/r a1", "line 3: decline f1/r a1: the statement lacks a word")]
    [InlineData("update f1 r", "it names what the case has not added")]
    [InlineData("opt colour=red", "line 3: opt colour=red: Unknown option 'colour'")]
    [InlineData("sorter @100\nadd a b\norder b a", "the order is a b")]
    public async Task Failure_is_reported(string statements, string reason)
    {
        var outcome = await Run(statements);

        Assert.False(outcome.Passed);
        Assert.Contains(reason, outcome.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Unclosed_block_is_refused() =>
        Assert.Throws<FormatException>(() => AllocationCaseFile.Parse("**X1** title\n```\ntick"));

    [Theory]
    [InlineData("**X1** title\n\n**X2** title\n```\ntick\n```")]
    [InlineData("**X1** title\n")]
    public void A_case_without_a_block_is_refused(string text) =>
        Assert.Contains("X1 at line 1", Assert.Throws<FormatException>(() => AllocationCaseFile.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Repeated_id_is_refused() =>
        Assert.Throws<FormatException>(() => AllocationCaseFile.Parse("**X1** t\n```\ntick\n```\n**X1** t\n```\ntick\n```"));

    internal static Task<CaseOutcome> Run(string statements)
    {
        var one = AllocationCaseFile.Parse($"**X1** inline\n```\n{statements}\n```").Single();
        return AllocationCaseRunner.Run(
            one, options => ValueTask.FromResult<IAllocationCaseTarget>(new ReferenceCaseTarget(options, 1)));
    }
}
