using Xunit.Abstractions;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The allocator's levels under thousands of seeds.</summary>
public sealed class TreeSimulationTests(ITestOutputHelper output)
{
    private const int StormTicks = 40;
    private const int SeedsEach = 1000;

    // Longer than the longest silence after which somebody is forgotten.
    private const int QuietTicks = 90;

    /// <summary>
    /// Once messages are no longer lost, nothing is wrong for longer than one report interval and the messages that follow it.
    /// </summary>
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(10_000, true, false)]
    [InlineData(20_000, false, true)]
    [InlineData(30_000, true, true)]
    public void Whatever_the_network_does_nothing_is_offered_twice_and_nothing_leaks(int firstSeed, bool restarts, bool changes)
    {
        var longest = 0;
        for (var seed = firstSeed; seed < firstSeed + SeedsEach; seed++)
        {
            try
            {
                longest = Math.Max(longest, LongestWrong(seed, restarts, changes));
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or InvariantViolationException)
            {
                Assert.Fail($"seed {seed}: {failure.Message}");
            }
        }

        output.WriteLine($"{SeedsEach} seeds, nothing was wrong for longer than {longest} ticks");
    }

    private static int LongestWrong(int seed, bool restarts, bool changes)
    {
        var world = new TreeWorld(seed) { Restarts = restarts, Changes = changes };
        for (var tick = 0; tick < StormTicks; tick++)
        {
            world.Step();
        }

        world.IsStormy = false;
        var ages = new Dictionary<string, int>();
        var longest = 0;
        for (var tick = 1; tick <= QuietTicks; tick++)
        {
            world.Step();
            ages = world.Wrongs().ToDictionary(wrong => wrong, wrong => ages.GetValueOrDefault(wrong) + 1);
            var oldest = ages.Count == 0 ? default : ages.MaxBy(wrong => wrong.Value);
            longest = Math.Max(longest, oldest.Value);
            Assert.True(
                oldest.Value <= TreeWorld.ReportTicks + TreeWorld.HopTicks, $"for {oldest.Value} quiet ticks {oldest.Key}");
        }

        world.CheckKnown();
        return longest;
    }
}
