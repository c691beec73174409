using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Executors;

public sealed class KillScheduleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_repeated_kill_can_only_shorten_the_grace()
    {
        var schedule = new KillSchedule();
        Assert.True(schedule.Request(KillCause.Requested, TimeSpan.FromSeconds(10), Now));
        Assert.False(schedule.Request(KillCause.Requested, TimeSpan.FromSeconds(20), Now));
        Assert.True(schedule.Request(KillCause.Requested, TimeSpan.FromSeconds(2), Now));
        Assert.Equal(Now.AddSeconds(2), schedule.Deadline);
    }

    [Fact]
    public void The_request_wins_over_the_task_and_the_task_over_the_default()
    {
        var request = new KillPolicy { GracePeriod = Given.Duration(TimeSpan.FromSeconds(1)) };
        var task = new KillPolicy { GracePeriod = Given.Duration(TimeSpan.FromSeconds(2)) };
        Assert.Equal(TimeSpan.FromSeconds(1), KillSchedule.GraceOf(request, task));
        Assert.Equal(TimeSpan.FromSeconds(2), KillSchedule.GraceOf(null, task));
        Assert.Equal(TimeSpan.FromSeconds(3), KillSchedule.GraceOf(null, null));
    }

    [Fact]
    public void A_kill_is_read_back_as_it_was_written()
    {
        var note = KillNote.Create(KillCause.Unhealthy, TimeSpan.FromSeconds(7));
        Assert.Equal((KillCause.Unhealthy, TimeSpan.FromSeconds(7)), KillNote.Read([note]));
    }
}
