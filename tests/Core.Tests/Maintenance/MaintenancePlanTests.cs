using CsCheck;
using MesosOrleans.Core.Maintenance;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;

namespace MesosOrleans.Core.Tests.Maintenance;

/// <summary>The schedule of maintenance: what may be written into it, and how machines go down and up.</summary>
public sealed class MaintenancePlanTests
{
    private const string Named = """Machine '{"hostname":"h1","ip":"10.0.0.1"}' """;

    [Fact]
    public void A_scheduled_machine_drains_and_its_agent_knows_when()
    {
        var plan = Planned(Window(100, Machine("h1", "10.0.0.1")));

        Assert.Equal([Machine("h1", "10.0.0.1")], plan.Draining);
        Assert.Empty(plan.Down);
        Assert.Equal(MachineMode.Draining, plan.Find("H1", "10.0.0.1").Mode);
        Assert.Equal(100, plan.Find("h1", "10.0.0.1").Unavailability!.Start.Nanoseconds);
        Assert.Equal(MachineMode.Up, plan.Find("h1", "10.0.0.2").Mode);
        Assert.Equal(MachineMode.Up, plan.Find("h2", "10.0.0.1").Mode);
    }

    [Fact]
    public void A_name_that_says_less_means_every_agent_that_it_holds_for()
    {
        var plan = Planned(Window(5, Machine("h1", null)), Window(3, Machine(null, "10.0.0.1")));

        Assert.Equal(5, plan.Find("h1", "10.0.0.9").Unavailability!.Start.Nanoseconds);
        Assert.Equal(3, plan.Find("h9", "10.0.0.1").Unavailability!.Start.Nanoseconds);
        Assert.Equal(3, plan.Find("h1", "10.0.0.1").Unavailability!.Start.Nanoseconds);
        Assert.Null(plan.TryStart([Machine("h1", null)], out plan));
        Assert.Equal(MachineMode.Down, plan.Find("h1", "10.0.0.1").Mode);
    }

    [Fact]
    public void Wrong_schedules_say_why_and_change_nothing()
    {
        var plan = Planned(Window(1, Machine("h1", "10.0.0.1")));

        Refused("List of machines in the maintenance window is empty", Window(1));
        Refused("Both 'hostname' and 'ip' for a machine are empty", Window(1, new MachineID()));
        Refused("Unavailability 'duration' is negative", Window(1, -1, Machine("h1", null)));
        Refused("Failed to parse IP address '10.0.0.x'", Window(1, Machine("h1", "10.0.0.x")));
        Refused(Named + "appears more than once in the schedule", Window(1, Machine("h1", "10.0.0.1")), Window(2, Machine("h1", "10.0.0.1")));
        Refused(
            """Machine '{"hostname":"H1","ip":"10.0.0.1"}' appears more than once in the schedule""",
            Window(1, Machine("h1", "10.0.0.1"), Machine("H1", "10.0.0.1")));

        void Refused(string error, params Window[] windows)
        {
            Assert.Equal(error, plan.TryUpdate(new Schedule { Windows = { windows } }, out var next));
            Assert.Same(plan, next);
        }
    }

    [Fact]
    public void Only_draining_machines_go_down_and_only_those_that_are_down_come_up()
    {
        var machine = Machine("h1", "10.0.0.1");
        var plan = MaintenancePlan.Empty;
        Assert.Equal("List of machines is empty", plan.TryStart([], out _));
        Assert.Equal("List of machines is empty", plan.TryStop([], out _));
        Assert.Equal(Named + "appears more than once in the schedule", plan.TryStart([machine, machine], out _));
        Assert.Equal(Named + "is not part of a maintenance schedule", plan.TryStart([machine], out _));
        Assert.Equal(Named + "is not part of a maintenance schedule", plan.TryStop([machine], out _));

        plan = Planned(Window(1, machine, Machine("h2", null)));
        Assert.Equal(Named + "is not in DOWN mode and cannot be brought up", plan.TryStop([machine], out _));
        Assert.Null(plan.TryStart([machine], out plan));
        Assert.Equal(Named + "is not in DRAINING mode and cannot be brought down", plan.TryStart([machine], out _));
        Assert.Equal([machine], plan.Down);
        Assert.Equal([Machine("h2", null)], plan.Draining);
        Assert.Equal(Named + "is deactivated and cannot be removed from the schedule", plan.TryUpdate(new Schedule(), out _));
        Assert.Null(plan.TryUpdate(new Schedule { Windows = { Window(7, machine) } }, out var moved));
        Assert.Equal(MachineMode.Down, moved.Find("h1", "10.0.0.1").Mode);

        Assert.Null(plan.TryStop([machine], out plan));
        Assert.Equal([Machine("h2", null)], plan.Schedule.Windows.Single().MachineIds);
        Assert.Equal(MachineMode.Up, plan.Find("h1", "10.0.0.1").Mode);
        Assert.Equal(Named + "is not in DOWN mode and cannot be brought up", plan.TryStop([machine], out _));
        Assert.Equal(Named + "is not in DRAINING mode and cannot be brought down", plan.TryStart([machine], out _));
        Assert.Null(plan.TryUpdate(new Schedule { Windows = { Window(1, machine) } }, out plan));
        Assert.Equal([machine], plan.Draining);
    }

    [Fact]
    public void The_last_machine_of_a_window_takes_it_along()
    {
        var machine = Machine("h1", null);
        var plan = Planned(Window(1, machine), Window(2, Machine("h2", null)));
        Assert.Null(plan.TryStart([machine], out plan));
        Assert.Null(plan.TryStop([machine], out plan));
        Assert.Equal(2, Assert.Single(plan.Schedule.Windows).Unavailability.Start.Nanoseconds);
    }

    [Fact]
    public void Whatever_is_done_down_machines_are_scheduled_and_modes_follow()
    {
        var machines = Gen.Int[0, 4].Select(index => Machine($"h{index}", null)).Array[0, 4];
        var step = Gen.Select(Gen.Int[0, 2], machines);
        step.Array[0, 30].Sample(steps =>
        {
            var plan = MaintenancePlan.Empty;
            foreach (var (kind, ids) in steps)
            {
                var before = plan;
                var error = kind switch
                {
                    0 => plan.TryUpdate(new Schedule { Windows = { ids.Select(id => Window(1, id)) } }, out plan),
                    1 => plan.TryStart(ids, out plan),
                    _ => plan.TryStop(ids, out plan),
                };
                Assert.Equal(error is not null, ReferenceEquals(before, plan));
                var all = plan.Schedule.Windows.SelectMany(window => window.MachineIds).ToList();
                Assert.Equal(all.OrderBy(id => id.Hostname), plan.Down.Concat(plan.Draining).OrderBy(id => id.Hostname));
                Assert.All(plan.Schedule.Windows, window => Assert.NotEmpty(window.MachineIds));
                foreach (var id in before.Down.Where(id => error is null && kind == 0))
                {
                    Assert.Contains(id, plan.Down);
                }

                foreach (var id in ids.Where(_ => error is null))
                {
                    var mode = plan.Find(id.Hostname, "10.0.0.1").Mode;
                    Assert.True(kind switch { 0 => mode != MachineMode.Up, 1 => mode == MachineMode.Down, _ => mode == MachineMode.Up });
                }
            }
        });
    }

    [Fact]
    public void The_status_has_what_frameworks_answered()
    {
        var plan = Planned(Window(1, Machine("h1", "10.0.0.1"), Machine("h2", null)));
        Assert.Null(plan.TryStart([Machine("h2", null)], out plan));
        var at = DateTimeOffset.UnixEpoch.AddTicks(7);

        var status = MaintenanceStatus.Of(
            plan, [new InverseOfferReply("h1", "10.0.0.1", "f", true, at), new InverseOfferReply("h3", "10.0.0.3", "f", false, at)]);

        Assert.Equal([Machine("h2", null)], status.DownMachines);
        var answer = Assert.Single(Assert.Single(status.DrainingMachines).Statuses);
        Assert.Equal("f", answer.FrameworkId.Value);
        Assert.Equal(700, answer.Timestamp.Nanoseconds);
        Assert.Equal(Protocol.V1.AllocatorApi.InverseOfferStatus.Types.Status.Accept, answer.Status);
    }

    private static MaintenancePlan Planned(params Window[] windows)
    {
        Assert.Null(MaintenancePlan.Empty.TryUpdate(new Schedule { Windows = { windows } }, out var plan));
        return plan;
    }

    private static Window Window(long start, params MachineID[] machines) => new()
    {
        MachineIds = { machines },
        Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = start } },
    };

    private static Window Window(long start, long duration, params MachineID[] machines)
    {
        var window = Window(start, machines);
        window.Unavailability.Duration = new DurationInfo { Nanoseconds = duration };
        return window;
    }

    private static MachineID Machine(string? hostname, string? ip)
    {
        var id = new MachineID();
        if (hostname is not null)
        {
            id.Hostname = hostname;
        }

        if (ip is not null)
        {
            id.Ip = ip;
        }

        return id;
    }
}
