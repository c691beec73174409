using MesosOrleans.Grains.Interfaces.Metrics;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.V1;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>Counters of the cluster: what any silo counts, all tell.</summary>
public sealed class CounterTests
{
    [Fact]
    public async Task WhatSilosCountAddsUp()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync(await server.CreateDatabaseAsync(), 3);
        for (var index = 0; index < 6; index++)
        {
            await cluster.AgentAsync();
        }

        var scheduler = await cluster.SchedulerAsync("counted");
        await Eventually.TrueAsync(() => scheduler.Offers.Count == 6, "every agent is offered");
        foreach (var offer in scheduler.Offers.Values.ToList())
        {
            await scheduler.Launch(offer, 3600, ClusterSupport.TestScheduler.Task($"t-{offer.AgentId.Value}", offer));
        }

        await Eventually.TrueAsync(() => scheduler.Updates().Count(status => status.State == TaskState.TaskFinished) == 6, "all end");
        var grain = cluster.Grains.GetGrain<IMetricsGrain>(0);
        await Eventually.TrueAsync(
            async () =>
            {
                var totals = await grain.Get();
                var framework = totals.Frameworks.GetValueOrDefault(scheduler.Id);
                return totals.Totals.GetValueOrDefault("master/tasks_finished") == 6
                    && totals.Totals.GetValueOrDefault("master/slave_registrations") == 6
                    && totals.Totals.GetValueOrDefault("master/messages_launch_tasks") == 6
                    && framework?.GetValueOrDefault(FrameworkCounter.OffersAccepted) == 6
                    && framework.GetValueOrDefault(FrameworkCounter.TerminalFinished) == 6
                    && framework.GetValueOrDefault(FrameworkCounter.CallAccept) == 6;
            },
            "six of each are counted, wherever they were");
    }

    [Fact]
    public async Task ARepeatedReportCountsOnceAndAnotherSourceCountsApart()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Grains.GetGrain<IMetricsGrain>(0);
        var report = new CounterReport { Source = "a", Sequence = 1, Totals = new Dictionary<string, long> { ["x"] = 2 } };

        await grain.Report(report);
        await grain.Report(report);
        await grain.Report(report with { Source = "b" });
        await grain.Report(report with { Sequence = 2 });

        Assert.Equal(6, (await grain.Get()).Totals["x"]);
    }

    [Fact]
    public void ATakenReportHoldsWhatWasCountedAndTheNextBeginsAtZero()
    {
        var counters = new ClusterCounters();
        Assert.Null(counters.Take());
        counters.Add("x");
        counters.Add("x", 2);
        counters.Add("f", FrameworkCounter.CallKill, 4);

        var report = counters.Take()!;

        Assert.Equal(3, report.Totals["x"]);
        Assert.Equal(4, report.Frameworks["f"][FrameworkCounter.CallKill]);
        Assert.Null(counters.Take());
    }

    [Fact]
    public void EveryCounterHasAName()
    {
        Assert.Equal(Enum.GetValues<FrameworkCounter>().Length, FrameworkCounterNames.All.Distinct().Count());
        Assert.Equal("tasks/terminal/task_gone_by_operator", FrameworkCounterNames.Of(FrameworkCounter.TerminalGoneByOperator));
        Assert.Equal("master/operations/grow_volume/", CounterNames.OperationPrefix(Offer.Types.Operation.Types.Type.GrowVolume));
        Assert.Equal(
            "master/task_lost/source_slave/reason_slave_disconnected",
            CounterNames.TasksEndedBy(new()
            {
                State = TaskState.TaskLost,
                Source = TaskStatus.Types.Source.Agent,
                Reason = TaskStatus.Types.Reason.AgentDisconnected,
            }));
        Assert.Equal("master/tasks_gone_by_operator", CounterNames.TasksEnded(TaskState.TaskGoneByOperator));
    }
}
