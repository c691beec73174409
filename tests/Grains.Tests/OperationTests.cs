using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;

namespace MesosOrleans.Grains.Tests;

/// <summary>Reservations and volumes, asked for by frameworks and operators.</summary>
public sealed class OperationTests
{
    private static readonly ResourceSet Reserved = Dynamic("cpus:1;disk:200", "gold");

    private static readonly ResourceSet VolumeSet = ResourceSet.FromProto([Volume()]);

    [Fact]
    public async Task ReserveCreateLaunchDestroyUnreserve()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("ops", "gold");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        var task = TestScheduler.Task("t", offer);
        task.Resources.Clear();
        task.Resources.Add((Dynamic("cpus:1", "gold") + VolumeSet).ToProto());
        await scheduler.Accept(offer, Reserve(Reserved, "op-1"), Create(VolumeSet), Launch(task));

        await Eventually.TrueAsync(() => scheduler.StatesOf("t").Contains(TaskState.TaskFinished), "the task ends");
        var finished = scheduler.OperationStatuses().First(status => status.OperationId.Value == "op-1");
        Assert.Equal(OperationState.OperationFinished, finished.State);
        Assert.Equal(agent.Id, finished.AgentId.Value);
        Assert.Equal(16, finished.Uuid.Value.Length);
        Assert.Equal(Dynamic("cpus:1;disk:100", "gold") + VolumeSet, agent.Checkpointed);

        var whole = await OfferWith(scheduler, offered => offered.Unallocate().Contains(Dynamic("cpus:1;disk:100", "gold") + VolumeSet));
        await scheduler.Accept(whole, Operation(OperationKind.Destroy, VolumeSet), Operation(OperationKind.Unreserve, Reserved));

        await Eventually.TrueAsync(() => agent.Checkpointed.IsEmpty, "nothing is kept any more");
        await OfferWith(scheduler, offered => offered.Unreserved.Cpus == 4 && offered.Unreserved.Disk == 4096);
    }

    [Fact]
    public async Task AnOutcomeIsKnownUntilItIsAcknowledged()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("feedback", "gold");
        await scheduler.Accept(await TaskLifeTests.FirstOffer(scheduler), Reserve(Reserved, "op"));
        await Eventually.TrueAsync(() => scheduler.OperationStatuses().Any(), "the outcome is told");
        var finished = scheduler.OperationStatuses().Single();

        await Reconcile(scheduler, ("op", agent.Id), ("nope", agent.Id), ("nowhere", null), ("lost", "made-up"));
        await Eventually.TrueAsync(() => scheduler.OperationStatuses().Count() == 5, "four answers");
        Assert.Equal(
            [
                (OperationState.OperationFinished, ""),
                (OperationState.OperationUnknown, "Reconciliation: Operation is unknown"),
                (OperationState.OperationUnknown, "Reconciliation: Operation is unknown and no 'agent_id' was provided"),
                (OperationState.OperationUnknown, "Reconciliation: Both operation and agent are unknown"),
            ],
            scheduler.OperationStatuses().Skip(1).Select(status => (status.State, status.Message)));
        Assert.All(scheduler.OperationStatuses().Skip(1), status => Assert.Null(status.Uuid));

        await Acknowledge(scheduler, finished);
        Assert.Empty(await cluster.Grains.GetGrain<IAgentGrain>(agent.Id).OperationsOf(scheduler.Id));
        await Reconcile(scheduler);
        await Reconcile(scheduler, ("op", agent.Id));
        await Eventually.TrueAsync(() => scheduler.OperationStatuses().Count() == 6, "one answer");
        Assert.Equal(OperationState.OperationUnknown, scheduler.OperationStatuses().Last().State);
    }

    [Fact]
    public async Task ReservationsAndOutcomesSurviveARestart()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("durable", "gold");
        await scheduler.Accept(await TaskLifeTests.FirstOffer(scheduler), Reserve(Reserved, "op"), Create(VolumeSet));
        await cluster.RestartAsync();

        var back = agent.Reborn(cluster.Grains);
        back.Checkpoint = null;
        Assert.Null(await back.Attach());
        var again = scheduler.Reborn(cluster.Grains);
        Assert.Null(await again.Subscribe());

        await Eventually.TrueAsync(() => !back.Checkpointed.IsEmpty, "the node hears what it has to keep");
        Assert.Equal(Dynamic("cpus:1;disk:100", "gold") + VolumeSet, back.Checkpointed);
        await OfferWith(again, offered => offered.Unallocate().Contains(back.Checkpointed));
        await Eventually.TrueAsync(
            () => again.OperationStatuses().Any(status => status.OperationId.Value == "op" && status.Uuid is not null),
            "the outcome is told again");
    }

    [Fact]
    public async Task AnOperatorReservesWhatIsOffered()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("victim", "gold");
        await TaskLifeTests.FirstOffer(scheduler);
        var all = Dynamic("cpus:4", "ops");

        Assert.Equal(202, (await Operate(cluster, agent, OperationKind.Reserve, all)).Status);

        await Eventually.TrueAsync(
            () => scheduler.Events.Any(heard => heard.Type == Event.Types.Type.Rescind), "the offer is rescinded");
        await Eventually.TrueAsync(() => agent.Checkpointed.Equals(all), "the node keeps it");
        var again = await Operate(cluster, agent, OperationKind.Reserve, all);
        Assert.Equal(409, again.Status);
        Assert.Equal(202, (await Operate(cluster, agent, OperationKind.Unreserve, all)).Status);
        Assert.Equal(409, (await Operate(cluster, agent, OperationKind.Unreserve, all)).Status);
        await Eventually.TrueAsync(() => agent.Checkpointed.IsEmpty, "nothing is kept any more");
    }

    [Fact]
    public async Task WhatIsRefusedChangesNothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("holder", "gold");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t", offer, "cpus:3;mem:32"));

        var tooMuch = await Operate(cluster, agent, OperationKind.Reserve, Dynamic("cpus:2", "ops"));
        var plain = await Operate(cluster, agent, OperationKind.Reserve, ResourceSet.Parse("cpus:1"));
        var unknown = await Operate(cluster, agent, OperationKind.Destroy, VolumeSet);

        Assert.Equal(409, tooMuch.Status);
        Assert.Contains("does not contain cpus:2", tooMuch.Message, StringComparison.Ordinal);
        Assert.Equal(400, plain.Status);
        Assert.Equal(
            $"Invalid RESERVE operation on agent {agent.Id} at slave(1)@127.0.0.1:{agent.Port} (127.0.0.1): "
            + "Resource cpus:1 is not dynamically reserved",
            plain.Message);
        Assert.Equal("Invalid DESTROY operation: Persistent volumes not found", unknown.Message);
        Assert.True(agent.Checkpointed.IsEmpty);
    }

    [Fact]
    public async Task AForeignWriteLeavesTheReservationUndone()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        await cluster.WriteBehindTheBackOf(agent.Id);

        var failed = await Record.ExceptionAsync(() => Operate(cluster, agent, OperationKind.Reserve, Dynamic("cpus:1", "ops")));

        Assert.NotNull(failed);
        await Eventually.TrueAsync(async () => !await agent.KeepAlive(), "the grain started anew");
        Assert.True(agent.Checkpointed.IsEmpty);
        Assert.Equal(202, (await Operate(cluster, agent, OperationKind.Reserve, Dynamic("cpus:4", "ops"))).Status);
    }

    [Fact]
    public async Task AnAgentWithoutRoomForItsReservationsIsRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        Assert.Equal(202, (await Operate(cluster, agent, OperationKind.Reserve, Dynamic("cpus:4", "ops"))).Status);
        agent.Resources = ResourceSet.Parse("cpus:2;mem:4096");
        Assert.StartsWith("Incompatible agent resources: ", await agent.Attach(), StringComparison.Ordinal);
        agent.Resources = ResourceSet.Parse("cpus:6;mem:4096");
        Assert.Null(await agent.Attach());
    }

    private enum OperationKind
    {
        Reserve,
        Unreserve,
        Destroy,
    }

    private static Task<OperateResult> Operate(TestCluster cluster, EmulatedAgent agent, OperationKind kind, ResourceSet resources) =>
        cluster.Grains.GetGrain<IAgentGrain>(agent.Id).Operate(new OperateRequest { Operation = Operation(kind, resources) });

    private static Task Reconcile(TestScheduler scheduler, params (string Id, string? Agent)[] operations)
    {
        var reconcile = new Call.Types.ReconcileOperations();
        foreach (var (id, agent) in operations)
        {
            var operation = new Call.Types.ReconcileOperations.Types.Operation { OperationId = new OperationID { Value = id } };
            if (agent is not null)
            {
                operation.AgentId = new AgentID { Value = agent };
            }

            reconcile.Operations.Add(operation);
        }

        return scheduler.Call(new Call { Type = Call.Types.Type.ReconcileOperations, ReconcileOperations = reconcile });
    }

    private static Task Acknowledge(TestScheduler scheduler, OperationStatus status) => scheduler.Call(new Call
    {
        Type = Call.Types.Type.AcknowledgeOperationStatus,
        AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
        {
            AgentId = status.AgentId,
            OperationId = status.OperationId,
            Uuid = status.Uuid.Value,
        },
    });

    private static async Task<Offer> OfferWith(TestScheduler scheduler, Func<ResourceSet, bool> condition)
    {
        Offer? found = null;
        await Eventually.TrueAsync(
            async () =>
            {
                found = scheduler.Offers.Values.FirstOrDefault(offer => condition(ResourceSet.FromProto(offer.Resources)));
                if (found is null && scheduler.Offers.Values.ToArray() is { Length: > 0 } others)
                {
                    await scheduler.Decline(0, others);
                }

                return found is not null;
            },
            "the resources are offered");
        return found!;
    }

    private static ResourceSet Dynamic(string text, string role) =>
        ResourceSet.Parse(text).PushReservation(new Reservation(ReservationType.Dynamic, role));

    private static Resource Volume()
    {
        var volume = Dynamic("disk:100", "gold").ToProto()[0];
        volume.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "vol1" },
            Volume = new Volume { ContainerPath = "data", Mode = Protocol.V1.Volume.Types.Mode.Rw },
        };
        return volume;
    }

    private static Operation Reserve(ResourceSet resources, string? id = null)
    {
        var operation = Operation(OperationKind.Reserve, resources);
        if (id is not null)
        {
            operation.Id = new OperationID { Value = id };
        }

        return operation;
    }

    private static Operation Create(ResourceSet volumes) => new()
    {
        Type = Protocol.V1.Offer.Types.Operation.Types.Type.Create,
        Create = new Operation.Types.Create { Volumes = { volumes.ToProto() } },
    };

    private static Operation Launch(TaskInfo task) => new()
    {
        Type = Protocol.V1.Offer.Types.Operation.Types.Type.Launch,
        Launch = new Operation.Types.Launch { TaskInfos = { task } },
    };

    private static Operation Operation(OperationKind kind, ResourceSet resources) => kind switch
    {
        OperationKind.Reserve => new Operation
        {
            Type = Protocol.V1.Offer.Types.Operation.Types.Type.Reserve,
            Reserve = new Operation.Types.Reserve { Resources = { resources.ToProto() } },
        },
        OperationKind.Unreserve => new Operation
        {
            Type = Protocol.V1.Offer.Types.Operation.Types.Type.Unreserve,
            Unreserve = new Operation.Types.Unreserve { Resources = { resources.ToProto() } },
        },
        _ => new Operation
        {
            Type = Protocol.V1.Offer.Types.Operation.Types.Type.Destroy,
            Destroy = new Operation.Types.Destroy { Volumes = { resources.ToProto() } },
        },
    };
}
