using Google.Protobuf;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.TestSupport;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Grains.Tests;

/// <summary>Whose word counts about the volumes on a node's disk, when the two do not agree.</summary>
public sealed class CheckpointTests
{
    private static readonly ResourceSet Disk =
        ResourceSet.Parse("disk:100").PushReservation(new Reservation(ReservationType.Dynamic, "gold"));

    [Fact]
    public async Task ASiloThatLostItsStorageTakesOverWhatTheNodeHas()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await AgentWithVolume(cluster);
        await using var empty = await TestCluster.StartAsync();

        var reborn = agent.Reborn(empty.Grains);
        Assert.Null(await reborn.Attach());
        var scheduler = await empty.SchedulerAsync("after", "gold");

        var offer = await TaskLifeTests.FirstOffer(scheduler);
        Assert.True(ResourceSet.FromProto(offer.Resources).Unallocate().Contains(Volume("v")));
        Assert.Equal(Volume("v"), reborn.Checkpointed);
        Assert.Empty(reborn.Destroyed);
        await Operate(empty, reborn, OperationType.Destroy, Volume("v"));
        await Eventually.TrueAsync(() => reborn.Destroyed.Count == 1, "what is destroyed on purpose is removed");
    }

    [Fact]
    public async Task ASiloThatLostItsStorageIsObeyed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var before = await cluster.SchedulerAsync("before", "gold");
        var offer = await TaskLifeTests.FirstOffer(before);
        await before.Launch(offer, 0, TestScheduler.Task("one", offer));
        await Eventually.TrueAsync(() => before.StatesOf("one").Contains(TaskState.TaskFinished), "the task ends");
        await using var empty = await TestCluster.StartAsync();

        // The numbers of its commands begin anew, and the node has seen higher ones.
        var reborn = agent.Reborn(empty.Grains);
        Assert.Null(await reborn.Attach());
        var after = await empty.SchedulerAsync("after", "gold");
        offer = await TaskLifeTests.FirstOffer(after);
        await after.Launch(offer, 0, TestScheduler.Task("two", offer));

        await Eventually.TrueAsync(() => after.StatesOf("two").Contains(TaskState.TaskFinished), "the task ends");
        Assert.Equal(["two"], reborn.Launches);
    }

    [Fact]
    public async Task ASiloOnOlderStorageTakesOverWhatTheNodeHas()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await AgentWithVolume(cluster);

        // The node obeyed changes that this storage has never heard of.
        var other = (ResourceSet.FromProto(agent.Checkpoint!.Resources) + Volume("later")).ToProto();
        agent.Checkpoint = new Checkpoint { Id = ByteString.CopyFromUtf8("another line"), Resources = { other } };
        Assert.Null(await agent.Attach());

        var scheduler = await cluster.SchedulerAsync("after", "gold");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        Assert.True(ResourceSet.FromProto(offer.Resources).Unallocate().Contains(Volume("v") + Volume("later")));
        await cluster.RestartAsync();
        var back = agent.Reborn(cluster.Grains);
        Assert.Null(await back.Attach());
        Assert.Equal(Volume("v") + Volume("later"), back.Checkpointed);
        Assert.Empty(agent.Destroyed.Concat(back.Destroyed));
    }

    [Fact]
    public async Task ANodeThatWasAwayHearsWhatWasDestroyedMeanwhile()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await AgentWithVolume(cluster);
        agent.IsDeaf = true;
        await Operate(cluster, agent, OperationType.Destroy, Volume("v"));
        await Operate(cluster, agent, OperationType.Create, Volume("w"));
        await cluster.RestartAsync();

        var back = agent.Reborn(cluster.Grains);
        Assert.Equal(Volume("v"), back.Checkpointed);
        Assert.Null(await back.Attach());

        await Eventually.TrueAsync(() => back.Checkpointed.Contains(Volume("w")), "the node hears of the new volume");
        Assert.Equal("v", Assert.Single(back.Destroyed).Disk.Persistence.Id);
    }

    [Fact]
    public async Task AVolumeDestroyedAndMadeAnewInOneAcceptIsEmptied()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await AgentWithVolume(cluster);
        var scheduler = await cluster.SchedulerAsync("renewer", "gold");
        var before = agent.Checkpoint!.Id;
        await scheduler.Accept(
            await TaskLifeTests.FirstOffer(scheduler),
            Operation(OperationType.Destroy, Volume("v")),
            Operation(OperationType.Create, Volume("v")));

        await Eventually.TrueAsync(() => agent.Checkpoint!.Id != before, "the node hears of it");
        Assert.Equal("v", Assert.Single(agent.Destroyed).Disk.Persistence.Id);
        Assert.True(agent.Checkpointed.Contains(Volume("v")));
    }

    private static async Task<EmulatedAgent> AgentWithVolume(TestCluster cluster)
    {
        var agent = await cluster.AgentAsync();
        await Operate(cluster, agent, OperationType.Reserve, Disk);
        await Operate(cluster, agent, OperationType.Create, Volume("v"));
        await Eventually.TrueAsync(() => agent.Checkpointed.Equals(Volume("v")), "the node keeps the volume");
        return agent;
    }

    private static ResourceSet Volume(string id)
    {
        var volume = Disk.ToProto()[0];
        volume.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = id },
            Volume = new Volume { ContainerPath = "data", Mode = Protocol.V1.Volume.Types.Mode.Rw },
        };
        return ResourceSet.FromProto([volume]);
    }

    private static async Task Operate(TestCluster cluster, EmulatedAgent agent, OperationType type, ResourceSet resources)
    {
        var result = await cluster.Grains.GetGrain<IAgentGrain>(agent.Id)
            .Operate(new OperateRequest { Operation = Operation(type, resources) });
        Assert.Equal((202, ""), (result.Status, result.Message ?? ""));
    }

    private static Operation Operation(OperationType type, ResourceSet resources)
    {
        var operation = new Operation { Type = type };
        switch (type)
        {
            case OperationType.Reserve:
                operation.Reserve = new Operation.Types.Reserve { Resources = { resources.ToProto() } };
                break;
            case OperationType.Create:
                operation.Create = new Operation.Types.Create { Volumes = { resources.ToProto() } };
                break;
            default:
                operation.Destroy = new Operation.Types.Destroy { Volumes = { resources.ToProto() } };
                break;
        }

        return operation;
    }
}
