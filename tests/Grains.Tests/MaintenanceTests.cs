using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Maintenance;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>Maintenance: windows, inverse offers, machines that go down and come up.</summary>
public sealed class MaintenanceTests
{
    private static readonly MachineID Machine = new() { Hostname = "127.0.0.1", Ip = "127.0.0.1" };

    internal static Schedule Schedule(long start) => new()
    {
        Windows =
        {
            new Window
            {
                MachineIds = { Machine },
                Unavailability = new Unavailability
                {
                    Start = new TimeInfo { Nanoseconds = start },
                    Duration = new DurationInfo { Nanoseconds = 3_600_000_000_000 },
                },
            },
        },
    };

    [Fact]
    public async Task FrameworksAreAskedToLeaveAndTheirAnswersAreKept()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "asked");
        var idle = await cluster.SchedulerAsync("idle", role: "idle");
        Assert.Null((await Maintenance(cluster).UpdateSchedule(Schedule(1))).Error);

        var asked = await InverseOffer(scheduler, 1);
        Assert.Equal(agent.Id, asked.AgentId.Value);
        Assert.Equal("127.0.0.1", asked.Url.Address.Ip);
        Assert.Equal(3_600_000_000_000, asked.Unavailability.Duration.Nanoseconds);
        await Eventually.TrueAsync(
            () => Offers(scheduler).Concat(Offers(idle)).Any(offer => offer.Unavailability?.Start.Nanoseconds == 1), "offers say when");

        await Answer(scheduler, asked, accept: true, refuseSeconds: 0);
        await Eventually.TrueAsync(
            async () => (await Answers(cluster)).Any(answer => answer.FrameworkId == scheduler.Id && answer.Accepted == true),
            "the answer is known");
        var known = (await Answers(cluster)).Single(answer => answer.FrameworkId == scheduler.Id);
        Assert.Equal("127.0.0.1", known.Hostname);
        Assert.True(known.At > DateTimeOffset.UnixEpoch);

        // Without a filter it is asked again, and may change its mind.
        await Eventually.TrueAsync(() => InverseOffers(scheduler).Count() >= 2, "it is asked again");
        await Answer(scheduler, InverseOffers(scheduler).Last(), accept: false, refuseSeconds: 3600);
        await Eventually.TrueAsync(
            async () => (await Answers(cluster)).Any(answer => answer.FrameworkId == scheduler.Id && answer.Accepted == false),
            "the other answer is known");
    }

    [Fact]
    public async Task AChangeOfTheScheduleTakesInverseOffersBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (_, scheduler) = await AgentLossTests.Running(cluster, "changed");
        await Maintenance(cluster).UpdateSchedule(Schedule(1));
        var first = await InverseOffer(scheduler, 1);

        await Maintenance(cluster).UpdateSchedule(Schedule(2));

        await InverseOffer(scheduler, 2);
        await Rescinded(scheduler, first);
        await Maintenance(cluster).UpdateSchedule(new Schedule());
        await Rescinded(scheduler, InverseOffers(scheduler).Last());
        await Eventually.TrueAsync(
            () => !scheduler.Offers.IsEmpty && scheduler.Offers.Values.All(offer => offer.Unavailability is null),
            "offers say nothing any more");
    }

    [Fact]
    public async Task AScheduleSurvivesARestartAndSoDoTheWishesThatFollowFromIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "survives");
        await Maintenance(cluster).UpdateSchedule(Schedule(7));
        await InverseOffer(scheduler, 7);

        await cluster.RestartAsync();
        Assert.Equal(Schedule(7), (await Maintenance(cluster).Get()).Schedule);
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        var again = agent.Reborn(cluster.Grains);
        Assert.Null(await again.Attach());

        await InverseOffer(returned, 7);
        await Eventually.TrueAsync(() => Offers(returned).Any(offer => offer.Unavailability?.Start.Nanoseconds == 7), "offers say when");
    }

    [Fact]
    public async Task AMachineThatIsDownHasNoAgentUntilItIsUp()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "down");
        var bystander = await cluster.SchedulerAsync("bystander");
        await Maintenance(cluster).UpdateSchedule(Schedule(1));
        var asked = await InverseOffer(scheduler, 1);

        Assert.Null((await Maintenance(cluster).Start([Machine])).Error);

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1")[^1] == TaskState.TaskLost, "its task is lost");
        var update = scheduler.Updates().Last();
        Assert.Equal("Agent 127.0.0.1 removed: Operator initiated 'Machine DOWN'", update.Message);
        Assert.Equal(TaskStatus.Types.Reason.AgentRemoved, update.Reason);
        await Eventually.TrueAsync(() => agent.Shutdown == "Operator initiated 'Machine DOWN'", "its node is told to stop");
        await Eventually.TrueAsync(
            () => new[] { scheduler, bystander }.All(one => one.Events.Any(heard => heard.Failure?.AgentId.Value == agent.Id)),
            "every framework hears of it");
        await Rescinded(scheduler, asked);
        await Eventually.TrueAsync(() => scheduler.Offers.IsEmpty && bystander.Offers.IsEmpty, "its offers are void");
        Assert.Equal("Machine is `DOWN`", await agent.Attach());

        await cluster.RestartAsync();
        var again = agent.Reborn(cluster.Grains);
        Assert.Equal("Machine is `DOWN`", await again.Attach());
        Assert.Null((await Maintenance(cluster).Stop([Machine])).Error);
        Assert.Null(await again.Attach());
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        await Eventually.TrueAsync(() => !returned.Offers.IsEmpty, "it is offered again");
        Assert.All(returned.Offers.Values, offer => Assert.Null(offer.Unavailability));
    }

    [Fact]
    public async Task AnAgentThatIsNotBackYetIsRemovedWithItsMachine()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "not-back");
        await Maintenance(cluster).UpdateSchedule(Schedule(1));
        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());

        await Maintenance(cluster).Start([Machine]);

        await Eventually.TrueAsync(() => returned.StatesOf("t1").Contains(TaskState.TaskLost), "its task is lost");
        Assert.Equal(AgentStanding.Removed, await AgentLossTests.Grain(cluster, agent).Standing());
    }

    [Fact]
    public async Task WhatIsWrongChangesNothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.EndsWith(
            "is not part of a maintenance schedule", (await Maintenance(cluster).Start([Machine])).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Maintenance(cluster).Get()).Version);
    }

    private static IMaintenanceGrain Maintenance(TestCluster cluster) => cluster.Grains.GetGrain<IMaintenanceGrain>(0);

    private static Task<IReadOnlyList<InverseOfferAnswer>> Answers(TestCluster cluster) =>
        cluster.Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).GetInverseOfferAnswers();

    private static IEnumerable<Offer> Offers(TestScheduler scheduler) => scheduler.Events
        .Where(heard => heard.Type == Event.Types.Type.Offers).SelectMany(heard => heard.Offers.Offers_);

    private static IEnumerable<InverseOffer> InverseOffers(TestScheduler scheduler) => scheduler.Events
        .Where(heard => heard.Type == Event.Types.Type.InverseOffers).SelectMany(heard => heard.InverseOffers.InverseOffers_);

    private static async Task<InverseOffer> InverseOffer(TestScheduler scheduler, long start)
    {
        InverseOffer? found = null;
        await Eventually.TrueAsync(
            () => (found = InverseOffers(scheduler).LastOrDefault(offer => offer.Unavailability.Start.Nanoseconds == start)) is not null,
            "the framework is asked to leave");
        return found!;
    }

    private static Task Rescinded(TestScheduler scheduler, InverseOffer offer) => Eventually.TrueAsync(
        () => scheduler.Events.Any(heard => heard.RescindInverseOffer?.InverseOfferId.Equals(offer.Id) ?? false),
        "the inverse offer is taken back");

    private static Task Answer(TestScheduler scheduler, InverseOffer offer, bool accept, double refuseSeconds)
    {
        var filters = new Filters { RefuseSeconds = refuseSeconds };
        return scheduler.Call(accept
            ? new Call
            {
                Type = Call.Types.Type.AcceptInverseOffers,
                AcceptInverseOffers = new Call.Types.AcceptInverseOffers { InverseOfferIds = { offer.Id }, Filters = filters },
            }
            : new Call
            {
                Type = Call.Types.Type.DeclineInverseOffers,
                DeclineInverseOffers = new Call.Types.DeclineInverseOffers { InverseOfferIds = { offer.Id }, Filters = filters },
            });
    }
}
