using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Protocol.V1;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.AgentNode.Tests.Volumes;

public sealed class VolumeLayoutTests
{
    private readonly VolumeLayout _layout = new("/work");

    [Theory]
    [InlineData("gold", "data", "/work/volumes/roles/gold/data")]
    [InlineData("eng/web/prod", "data", "/work/volumes/roles/eng web prod/data")]
    [InlineData("gold", "a b", "/work/volumes/roles/gold/a%20b")]
    [InlineData("gold", "../../etc", "/work/volumes/roles/gold/..%2F..%2Fetc")]
    [InlineData("..", "..", "/work/volumes/roles/%2E%2E/%2E%2E")]
    [InlineData("gold", "é", "/work/volumes/roles/gold/%C3%A9")]
    public void Volumes_of_the_root_disk_lie_below_the_work_directory(string role, string id, string directory)
    {
        var place = _layout.Find(Given.Volume(id, role))!;
        Assert.Equal((directory, "/work/volumes/trash"), (place.Directory, place.Trash));
    }

    [Fact]
    public void Volumes_of_other_disks_lie_on_them()
    {
        Assert.Equal("/disk1/volumes/roles/gold/data", Find(SourceType.Path, "/disk1").Directory);
        Assert.Equal("/work/disk2/volumes/roles/gold/data", Find(SourceType.Path, "disk2").Directory);
        Assert.Equal(("/mnt/d", null), (Find(SourceType.Mount, "/mnt/d").Directory, Find(SourceType.Mount, "/mnt/d").Trash));
    }

    [Fact]
    public void A_role_too_long_for_a_directory_gets_a_name_of_its_own()
    {
        var deep = string.Join('/', Enumerable.Repeat("a-part-of-a-role", 40));
        var name = Path.GetFileName(Path.GetDirectoryName(_layout.Find(Given.Volume("v", deep))!.Directory))!;
        Assert.InRange(name.Length, 1, 255);
        Assert.NotEqual(name, Path.GetFileName(Path.GetDirectoryName(_layout.Find(Given.Volume("v", deep + "/x"))!.Directory)));
    }

    [Fact]
    public void What_is_no_volume_has_no_place()
        => Assert.Null(_layout.Find(Given.Scalar("disk", 1)));

    private VolumePlace Find(SourceType type, string root)
    {
        var volume = Given.Volume("data", "gold");
        volume.Disk.Source = new Resource.Types.DiskInfo.Types.Source { Type = type };
        if (type == SourceType.Path)
        {
            volume.Disk.Source.Path = new Resource.Types.DiskInfo.Types.Source.Types.Path { Root = root };
        }
        else
        {
            volume.Disk.Source.Mount = new Resource.Types.DiskInfo.Types.Source.Types.Mount { Root = root };
        }

        return _layout.Find(volume)!;
    }
}
