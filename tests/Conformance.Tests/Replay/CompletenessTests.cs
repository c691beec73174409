namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>Nothing that was recorded is left out.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public void Every_exchange_is_replayed_once()
    {
        var replayed = ((string[])["first-master.scenario", "second-master.scenario"])
            .SelectMany(Scenario.Names);
        Assert.Equal(Recording.All.Select(exchange => exchange.Name).Order(StringComparer.Ordinal), replayed.Order(StringComparer.Ordinal));
    }
}
