using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using ReservationInfo = MesosOrleans.Protocol.V1.Resource.Types.ReservationInfo;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourceFormatsTests
{
    [Fact]
    public void Unreserved()
    {
        var record = Samples.One("cpus:1");
        Assert.False(record.ToProto().HasRole);
        Assert.Equal("*", record.ToProto(ResourceFormat.Pre).Role);
        Assert.True(record.ToProto(ResourceFormat.Pre).HasRole);
        Assert.Equal("*", record.ToProto(ResourceFormat.Endpoint).Role);
    }

    [Fact]
    public void One_static()
    {
        var record = Samples.One("cpus(r):1");
        var pre = record.ToProto(ResourceFormat.Pre);
        Assert.Equal("r", pre.Role);
        Assert.Null(pre.Reservation);
        Assert.Empty(pre.Reservations);
        var endpoint = record.ToProto(ResourceFormat.Endpoint);
        Assert.Equal("r", endpoint.Role);
        Assert.Equal(ReservationInfo.Types.Type.Static, Assert.Single(endpoint.Reservations).Type);
        Assert.False(record.ToProto().HasRole);
    }

    [Fact]
    public void One_dynamic()
    {
        var record = Samples.One("cpus:1").PushReservation(Samples.Dynamic("r", "p"));
        var pre = record.ToProto(ResourceFormat.Pre);
        Assert.Equal("r", pre.Role);
        Assert.Equal("p", pre.Reservation.Principal);
        Assert.False(pre.Reservation.HasType);
        Assert.False(pre.Reservation.HasRole);
        Assert.Empty(pre.Reservations);
        var post = record.ToProto();
        Assert.Equal("r", Assert.Single(post.Reservations).Role);
        Assert.Null(post.Reservation);
    }

    [Fact]
    public void A_refined_one_cannot_be_written_for_old_peers()
    {
        var record = Samples.One("cpus(r):1").PushReservation(Samples.Dynamic("r/s"));
        var message = record.ToProto();
        Assert.Equal("Cannot downgrade resources containing refined reservations", ResourceFormats.TryDowngrade(message, ResourceFormat.Pre));
        Assert.Equal(record.ToProto(), message);
        Assert.Throws<InvalidOperationException>(() => record.ToProto(ResourceFormat.Pre));
        var endpoint = record.ToProto(ResourceFormat.Endpoint);
        Assert.False(endpoint.HasRole);
        Assert.Equal(2, endpoint.Reservations.Count);
    }

    [Fact]
    public void Whole_messages_are_converted_wherever_resources_hide()
    {
        var post = Samples.One("cpus(r):1").ToProto();
        var task = new TaskInfo { Name = "t", Executor = new ExecutorInfo { Resources = { post.Clone() } }, Resources = { post.Clone() } };
        var operation = new Offer.Types.Operation
        {
            Type = Offer.Types.Operation.Types.Type.Launch,
            Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { task } },
        };
        Assert.Null(ResourceFormats.TryDowngradeAll(operation, ResourceFormat.Pre));
        Assert.Equal("r", operation.Launch.TaskInfos[0].Resources[0].Role);
        Assert.Empty(operation.Launch.TaskInfos[0].Executor.Resources[0].Reservations);
        ResourceFormats.UpgradeAll(operation);
        Assert.Equal(post, operation.Launch.TaskInfos[0].Resources[0]);
        Assert.Equal(post, operation.Launch.TaskInfos[0].Executor.Resources[0]);
    }

    [Fact]
    public void Details_of_a_volume_survive()
    {
        var record = Samples.Disk(5, "r", id: "v", path: "/data", principal: "p").Allocate("r").Unallocate();
        var disk = record.ToProto().Disk;
        Assert.Equal("/data", disk.Volume.ContainerPath);
        Assert.Equal("p", disk.Persistence.Principal);
        Assert.Equal("/other", Samples.Disk(5, "r", id: "v", path: "/other").Allocate("r").Disk!.Volume!.ContainerPath);
    }
}
