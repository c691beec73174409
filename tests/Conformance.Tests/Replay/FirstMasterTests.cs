namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>What was recorded of the first master, replayed in its order: each exchange and stream is one test.</summary>
public sealed class FirstMasterTests(FirstMaster master) : IClassFixture<FirstMaster>
{
    public static TheoryData<string> Exchanges { get; } = Scenario.ExchangesOf("first-master.scenario");

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Is_as_recorded(string exchange)
    {
        Assert.True(master.Outcomes.TryGetValue(exchange, out var outcome), "was not replayed");
        Assert.True(outcome.Unexplained.Count == 0, string.Join("\n", outcome.Unexplained));
    }
}
