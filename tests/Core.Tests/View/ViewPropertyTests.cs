using CsCheck;

namespace MesosOrleans.Core.Tests.View;

/// <summary>
/// A snapshot and the events behind it give the later snapshot, whatever the network does and however often shards die.
/// </summary>
public sealed class ViewPropertyTests
{
    [Fact]
    public void Snapshot_and_events_are_the_later_snapshot() =>
        Gen.Int[0, int.MaxValue].Sample(seed => new ViewWorld(seed).Run(steps: 150), iter: 600);

    [Fact]
    public void Long_histories_too() =>
        Gen.Int[0, int.MaxValue].Sample(seed => new ViewWorld(seed).Run(steps: 3000), iter: 20);
}
