using CsCheck;
using MesosOrleans.Core.Agents;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Agents;

/// <summary>Draining, deactivating, reactivating: what follows what, and what statuses become.</summary>
public sealed class AgentAvailabilityTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void A_drain_ends_when_nothing_is_left_and_stays_until_the_agent_is_reactivated()
    {
        var draining = AgentAvailability.Active.Draining(new DrainConfig(), Now);
        Assert.True(draining.IsDeactivated);
        Assert.Equal("Agent is still in the DRAINING state", draining.TryReactivate(out _));
        Assert.Same(draining, draining.Settle(isIdle: false, out _));

        var drained = draining.Settle(isIdle: true, out var gone);
        Assert.False(gone);
        Assert.Equal(DrainState.Drained, drained.Drain!.State);
        Assert.Equal(Now, drained.DrainedSince);
        Assert.Same(drained, drained.Settle(isIdle: true, out _));
        Assert.Null(drained.TryReactivate(out var active));
        Assert.Equal(AgentAvailability.Active, active);
        Assert.Equal("Agent is not deactivated", active.TryReactivate(out _));
    }

    [Fact]
    public void A_drain_that_ends_with_the_agent_gone_stays_one()
    {
        var draining = AgentAvailability.Active.Draining(new DrainConfig { MarkGone = true }, Now)
            .Draining(new DrainConfig { MaxGracePeriod = new DurationInfo { Nanoseconds = 5 } }, Now.AddHours(1));
        Assert.True(draining.Drain!.Config.MarkGone);
        Assert.Equal(5, draining.Drain.Config.MaxGracePeriod.Nanoseconds);
        Assert.Equal(Now, draining.DrainedSince);
        draining.Settle(isIdle: true, out var gone);
        Assert.True(gone);
    }

    [Fact]
    public void What_was_stored_is_what_comes_back()
    {
        var some = AgentAvailability.Active.Deactivate().Draining(new DrainConfig(), Now);
        Assert.Equal(some, AgentAvailability.Restore(some.Drain, some.DrainedSince, some.IsDeactivated));
        Assert.Equal(AgentAvailability.Active, AgentAvailability.Restore(null, Now, deactivated: false));
    }

    [Fact]
    public void Whatever_is_asked_the_rules_hold()
    {
        var step = Gen.Select(Gen.Int[0, 3], Gen.Bool);
        step.Array[0, 40].Sample(steps =>
        {
            var state = AgentAvailability.Active;
            foreach (var (kind, flag) in steps)
            {
                var before = state;
                var gone = false;
                string? error = null;
                switch (kind)
                {
                    case 0:
                        state = state.Draining(new DrainConfig { MarkGone = flag }, Now);
                        break;
                    case 1:
                        state = state.Deactivate();
                        break;
                    case 2:
                        error = state.TryReactivate(out state);
                        break;
                    default:
                        state = state.Settle(flag, out gone);
                        break;
                }

                Assert.True(state.Drain is null || state.IsDeactivated);
                Assert.Equal(state.Drain is null, state.DrainedSince is null);
                Assert.False(error is not null && state != before);
                Assert.False(kind == 2 && before.IsDraining && error is null);
                Assert.Equal(gone, kind == 3 && flag && before.IsDraining && before.Drain!.Config.MarkGone);
                Assert.False(before.IsDraining && state.Drain is null);
            }
        });
    }

    [Theory]
    [InlineData(null, 100L, null)]
    [InlineData(10L, null, 10L)]
    [InlineData(10L, 100L, 10L)]
    [InlineData(100L, 10L, null)]
    [InlineData(0L, 60L, 0L)]
    public void A_task_has_no_more_grace_than_the_drain_grants(long? max, long? own, long? expected)
    {
        var config = new DrainConfig();
        if (max is { } most)
        {
            config.MaxGracePeriod = new DurationInfo { Nanoseconds = most };
        }

        var policy = DrainGrace.PolicyFor(
            config, own is { } grace ? new KillPolicy { GracePeriod = new DurationInfo { Nanoseconds = grace } } : null);

        Assert.Equal(expected, policy?.GracePeriod.Nanoseconds);
    }

    [Theory]
    [InlineData(TaskState.TaskKilled, false, true, TaskState.TaskKilled, true)]
    [InlineData(TaskState.TaskKilling, false, true, TaskState.TaskKilling, true)]
    [InlineData(TaskState.TaskKilled, true, true, TaskState.TaskGoneByOperator, true)]
    [InlineData(TaskState.TaskKilling, true, true, TaskState.TaskKilling, false)]
    [InlineData(TaskState.TaskKilled, true, false, TaskState.TaskKilled, true)]
    public void The_end_of_a_task_says_that_its_agent_drains(
        TaskState state, bool markGone, bool partitionAware, TaskState expected, bool isTold)
    {
        var status = new TaskStatus { TaskId = new TaskID { Value = "t" }, State = state };
        Assert.Equal(isTold, DrainedStatus.TryRewrite(status, new DrainConfig { MarkGone = markGone }, partitionAware));
        Assert.Equal(expected, status.State);
        Assert.Equal(TaskStatus.Types.Reason.AgentDraining, status.Reason);
    }

    [Fact]
    public void A_task_that_ends_by_itself_says_what_it_said()
    {
        var status = new TaskStatus { TaskId = new TaskID { Value = "t" }, State = TaskState.TaskFinished };
        Assert.True(DrainedStatus.TryRewrite(status, new DrainConfig { MarkGone = true }, partitionAware: true));
        Assert.Equal(TaskState.TaskFinished, status.State);
        Assert.False(status.HasReason);
    }

    [Fact]
    public void Each_loss_has_its_own_words()
    {
        var gone = AgentLoss.Gone.StatusOf("t", "a", Now);
        Assert.Equal(TaskState.TaskGoneByOperator, gone.State);
        Assert.Equal("Agent has been marked gone", gone.Message);
        Assert.Equal(TaskStatus.Types.Reason.AgentRemovedByOperator, gone.Reason);
        Assert.Null(gone.UnreachableTime);
        var away = AgentLoss.Unreachable("health check timed out").StatusOf("t", "a", Now);
        Assert.Equal(86_400_000_000_000, away.UnreachableTime.Nanoseconds);
        Assert.Equal("health check timed out", away.Message);
        Assert.Equal("Agent h removed: why", AgentLoss.Removed("h", "why").StatusOf("t", "a", Now).Message);
        Assert.Equal(TaskState.TaskLost, AgentLoss.Removed("h", "why").State);
    }

    [Fact]
    public void Removals_are_no_closer_than_their_rate_allows()
    {
        var rate = new RemovalRate(TimeSpan.FromMinutes(10));
        Assert.True(rate.TryAcquire(Now));
        Assert.False(rate.TryAcquire(Now.AddMinutes(9)));
        Assert.True(rate.TryAcquire(Now.AddMinutes(60)));
        Assert.False(rate.TryAcquire(Now.AddMinutes(61)));
        var free = new RemovalRate(TimeSpan.Zero);
        Assert.True(free.TryAcquire(Now));
        Assert.True(free.TryAcquire(Now));
    }
}
