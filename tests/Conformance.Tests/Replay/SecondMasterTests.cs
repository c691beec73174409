namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>What was recorded of the second master, replayed in its order: each exchange and stream is one test.</summary>
public sealed class SecondMasterTests(SecondMaster master) : IClassFixture<SecondMaster>
{
    public static TheoryData<string> Exchanges { get; } = Scenario.ExchangesOf("second-master.scenario");

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Is_as_recorded(string exchange)
    {
        Assert.True(master.Outcomes.TryGetValue(exchange, out var outcome), "was not replayed");
        Assert.True(outcome.Unexplained.Count == 0, string.Join("\n", outcome.Unexplained));
    }
}
