namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>The lists of what is not as recorded hold nothing that is.</summary>
[Collection(RecordedMasters.Name)]
public sealed class DifferencesTests(FirstMaster first, SecondMaster second)
{
    [Fact]
    public void Every_difference_is_met()
    {
        Assert.NotEmpty(first.Outcomes.Concat(second.Outcomes));
        Assert.DoesNotContain(Differences.All, difference => !difference.IsSeen);
    }

    [Fact]
    public void What_is_missing_is_still_missing() => Assert.DoesNotContain(
        first.Outcomes.Values.Concat(second.Outcomes.Values).Where(outcome => outcome.Unexplained.Count == 0),
        outcome => Missing.For(outcome.Name) is not null);

    [Fact]
    public void What_is_missing_was_recorded() => Assert.All(Missing.All.Keys, key => Assert.Contains(
        Recording.All, exchange => exchange.Name == key || exchange.Name.StartsWith(key + "-", StringComparison.Ordinal)));
}
