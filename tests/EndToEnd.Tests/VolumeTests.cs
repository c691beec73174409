using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>A persistent volume through a framework's life, its node's death, and the loss of the silo's storage.</summary>
public sealed class VolumeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("posix")]
    [InlineData("linux")]
    public async Task DataOutlivesEverythingButItsVolume(string launcher)
    {
        await using var cluster = await TestCluster.StartAsync($"--launcher={launcher}");
        await cluster.ExplainAsync(async () =>
        {
            var directory = Path.Combine(cluster.WorkDirectory, "agent", "volumes", "roles", "gold", "v");
            using (var scheduler = await HttpScheduler.SubscribeAsync(cluster.Master, Framework(), Deadline))
            {
                var offer = await scheduler.OfferAsync(_ => true);
                await AcceptAsync(
                    scheduler, offer, Reserve(), Change(OperationType.Create),
                    Launch(offer, "writer", "echo kept > data/file"));
                await scheduler.UntilAsync("writer", TaskState.TaskFinished);
                Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(directory, "file")));
                await scheduler.TeardownAsync();
            }

            await cluster.KillAgentAsync();
            await cluster.KillSiloAsync();
            Directory.Delete(Path.Combine(cluster.WorkDirectory, "silo"), recursive: true);
            cluster.LaunchSilo();
            cluster.LaunchAgent();
            await cluster.WaitUntilReadyAsync();

            using var next = await HttpScheduler.SubscribeAsync(cluster.Master, Framework(), Deadline);
            var offered = await next.OfferAsync(HasVolume);
            await AcceptAsync(next, offered, Launch(offered, "reader", "test \"$(cat data/file)\" = kept"));
            await next.UntilAsync("reader", TaskState.TaskFinished);
            Assert.True(Directory.Exists(directory));
            offered = await next.OfferAsync(HasVolume);
            await AcceptAsync(next, offered, Change(OperationType.Destroy));
            await Eventually.HoldsAsync(
                "the volume's directory is gone", Deadline, () => Task.FromResult(!Directory.Exists(directory)));
        });
    }

    private static FrameworkInfo Framework()
    {
        var framework = HttpScheduler.Framework();
        framework.Roles.Clear();
        framework.Roles.Add("gold");
        framework.Capabilities.Add(new FrameworkInfo.Types.Capability
        {
            Type = FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement,
        });
        return framework;
    }

    private static bool HasVolume(Offer offer) => offer.Resources.Any(resource => resource.Disk?.Persistence?.Id == "v");

    private static Task AcceptAsync(HttpScheduler scheduler, Offer offer, params Operation[] operations) => scheduler.CallAsync(new Call
    {
        Type = Call.Types.Type.Accept,
        Accept = new Call.Types.Accept
        {
            OfferIds = { offer.Id },
            Operations = { operations },
            Filters = new Filters { RefuseSeconds = 0 },
        },
    });

    private static Operation Reserve() => new()
    {
        Type = OperationType.Reserve,
        Reserve = new Operation.Types.Reserve { Resources = { Disk() } },
    };

    private static Operation Change(OperationType type)
    {
        var operation = new Operation { Type = type };
        if (type == OperationType.Create)
        {
            operation.Create = new Operation.Types.Create { Volumes = { Volume() } };
        }
        else
        {
            operation.Destroy = new Operation.Types.Destroy { Volumes = { Volume() } };
        }

        return operation;
    }

    private static Operation Launch(Offer offer, string taskId, string command) => new()
    {
        Type = OperationType.Launch,
        Launch = new Operation.Types.Launch
        {
            TaskInfos =
            {
                new TaskInfo
                {
                    Name = taskId,
                    TaskId = new TaskID { Value = taskId },
                    AgentId = offer.AgentId,
                    Command = new CommandInfo { Value = command },
                    Resources = { Scalar("cpus", 0.1), Scalar("mem", 32), Volume() },
                },
            },
        },
    };

    private static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
        AllocationInfo = new Resource.Types.AllocationInfo { Role = "gold" },
    };

    private static Resource Disk()
    {
        var disk = Scalar("disk", 64);
        disk.Reservations.Add(new Resource.Types.ReservationInfo
        {
            Type = Resource.Types.ReservationInfo.Types.Type.Dynamic,
            Role = "gold",
        });
        return disk;
    }

    private static Resource Volume()
    {
        var volume = Disk();
        volume.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "v" },
            Volume = new Volume { ContainerPath = "data", Mode = Protocol.V1.Volume.Types.Mode.Rw },
        };
        return volume;
    }
}
