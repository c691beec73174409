namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The allocator's levels under thousands of seeds.</summary>
public sealed class TreeSimulationTests
{
    private const int Steps = 40;

    // Enough for every kind of heartbeat to go up and its answer to come down, offers' time of grace included.
    private const int QuietSteps = 24;

    [Theory]
    [InlineData(0, false)]
    [InlineData(10_000, true)]
    public void Whatever_the_network_does_nothing_is_offered_twice_and_nothing_leaks(int firstSeed, bool restarts)
    {
        for (var seed = firstSeed; seed < firstSeed + 1000; seed++)
        {
            try
            {
                var world = new TreeWorld(seed) { Restarts = restarts };
                for (var step = 0; step < Steps; step++)
                {
                    world.Step();
                }

                world.IsStormy = false;
                for (var step = 0; step < QuietSteps; step++)
                {
                    world.Step();
                }

                world.CheckQuiet();
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or InvariantViolationException)
            {
                Assert.Fail($"seed {seed}: {failure.Message}");
            }
        }
    }
}
