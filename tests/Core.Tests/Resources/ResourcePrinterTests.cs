using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using DiskInfo = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourcePrinterTests
{
    [Fact]
    public void Records_read_as_in_logs()
    {
        Assert.Equal("{}", ResourceSet.Empty.ToString());
        Assert.Equal("disk(reservations: [(STATIC,alice)]):1", Samples.Disk(1, "alice").ToString());
        Assert.Equal(
            "disk(reservations: [(STATIC,alice)])[hadoop:/data]:1", Samples.Disk(1, "alice", id: "hadoop", path: "/data").ToString());
        Assert.Equal("cpus(allocated: r):1.5; ports(allocated: r):[1-2, 4-4]", Samples.Set("cpus:1.5;ports:[1-2,4-4]").Allocate("r").ToString());
    }

    [Fact]
    public void Refined_mount_volume()
    {
        var disk = new ResourceDisk(new DiskInfo
        {
            Source = new DiskInfo.Types.Source
            {
                Type = DiskInfo.Types.Source.Types.Type.Mount,
                Mount = new DiskInfo.Types.Source.Types.Mount { Root = "/mnt1" },
            },
            Persistence = new DiskInfo.Types.Persistence { Id = "hadoop" },
            Volume = new Volume { HostPath = "/hdfs", ContainerPath = "/data", Mode = Volume.Types.Mode.Rw },
        });
        var record = Samples.Disk(1, "alice").PushReservation(Samples.Dynamic("alice/refined", "hdfs-p"));
        Assert.Equal(
            "disk(reservations: [(STATIC,alice),(DYNAMIC,alice/refined,hdfs-p)])[MOUNT:/mnt1,hadoop:/hdfs:/data:rw]:1",
            record.WithKey(record.Key.WithDisk(disk)).ToString());
    }

    [Fact]
    public void Labels_of_reservations()
    {
        var labels = new Labels { Labels_ = { new Label { Key = "k", Value = "v" }, new Label { Key = "k2" } } };
        var reversed = new Labels { Labels_ = { new Label { Key = "k2" }, new Label { Key = "k", Value = "v" } } };
        var record = Samples.One("cpus:1");
        var a = record.PushReservation(new Reservation(ReservationType.Dynamic, "r", null, new LabelSet(labels)));
        var b = record.PushReservation(new Reservation(ReservationType.Dynamic, "r", null, new LabelSet(reversed)));
        Assert.Equal("cpus(reservations: [(DYNAMIC,r,{k: v, k2})]):1", a.ToString());
        Assert.Equal(a, b);
    }
}
