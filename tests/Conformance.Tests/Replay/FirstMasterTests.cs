namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>What was recorded of the first master, replayed in its order: each exchange and stream is one test.</summary>
[Collection(RecordedMasters.Name)]
public sealed class FirstMasterTests(FirstMaster master)
{
    public static TheoryData<string> Exchanges { get; } = Scenario.ExchangesOf("first-master.scenario");

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Is_as_recorded(string exchange) => master.Check(exchange);
}
