namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>What was recorded of the second master, replayed in its order: each exchange and stream is one test.</summary>
[Collection(RecordedMasters.Name)]
public sealed class SecondMasterTests(SecondMaster master)
{
    public static TheoryData<string> Exchanges { get; } = Scenario.ExchangesOf("second-master.scenario");

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Is_as_recorded(string exchange) => master.Check(exchange);
}
