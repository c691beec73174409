namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>The lists of what is not as recorded hold nothing that is.</summary>
[Collection(RecordedMasters.Name)]
public sealed class DifferencesTests(FirstMaster first, SecondMaster second)
{
    [Fact]
    public void Every_difference_is_met()
    {
        Assert.NotEmpty(first.Outcomes.Concat(second.Outcomes));
        Assert.Empty(Differences.All.Where(difference => !difference.IsSeen));
    }

    [Fact]
    public void What_is_missing_was_recorded() => Assert.Empty(Missing.All.Keys.Where(key =>
        !Recording.All.Any(exchange => exchange.Name == key || exchange.Name.StartsWith(key + "-", StringComparison.Ordinal))));
}
