using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Executors;

public sealed class HealthTrackerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly CheckResult Good = new(true, 0, true, null);
    private static readonly CheckResult Bad = new(true, 1, false, "bad");

    [Fact]
    public void Every_counted_failure_is_told_and_the_last_one_kills()
    {
        var tracker = new HealthTracker(new HealthCheck { GracePeriodSeconds = 0, ConsecutiveFailures = 4 }, Start);
        Assert.Equal(
            [HealthVerdict.Unhealthy, HealthVerdict.Unhealthy, HealthVerdict.Unhealthy, HealthVerdict.Kill],
            Enumerable.Range(0, 4).Select(_ => tracker.Take(Bad, Start)));
    }

    [Fact]
    public void Failures_within_the_grace_are_silent()
    {
        var tracker = new HealthTracker(new HealthCheck { GracePeriodSeconds = 60 }, Start);
        Assert.Equal(HealthVerdict.Silent, tracker.Take(Bad, Start.AddSeconds(59)));
        Assert.Equal(HealthVerdict.Unhealthy, tracker.Take(Bad, Start.AddSeconds(61)));
    }

    [Fact]
    public void The_first_success_ends_the_grace()
    {
        var tracker = new HealthTracker(new HealthCheck { GracePeriodSeconds = 60 }, Start);
        Assert.Equal(HealthVerdict.Healthy, tracker.Take(Good, Start));
        Assert.Equal(HealthVerdict.Silent, tracker.Take(Good, Start));
        Assert.Equal(HealthVerdict.Unhealthy, tracker.Take(Bad, Start));
        Assert.Equal(HealthVerdict.Healthy, tracker.Take(Good, Start));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public void Zero_and_one_kill_at_the_first_failure(uint failures)
    {
        var tracker = new HealthTracker(
            new HealthCheck { GracePeriodSeconds = 0, ConsecutiveFailures = failures }, Start);
        Assert.Equal(HealthVerdict.Kill, tracker.Take(Bad, Start));
    }

    [Fact]
    public void A_check_is_told_only_when_its_value_changes()
    {
        var check = new CheckInfo { Type = CheckInfo.Types.Type.Command };
        var tracker = new CheckStatusTracker(check);
        Assert.Null(tracker.Latest().CheckStatus!.Command.HasExitCode ? "set" : null);
        Assert.True(tracker.TakeCheck(Bad));
        Assert.False(tracker.TakeCheck(Bad));
        Assert.True(tracker.TakeCheck(Good));
        Assert.Equal(0, tracker.Latest().CheckStatus!.Command.ExitCode);
        Assert.True(tracker.TakeCheck(CheckResult.None("time-out")));
        Assert.False(tracker.Latest().CheckStatus!.Command.HasExitCode);
    }
}
