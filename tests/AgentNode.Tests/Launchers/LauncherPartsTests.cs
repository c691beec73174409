using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Tests.Launchers;

public sealed class LauncherPartsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("42", 42 << 8)]
    [InlineData("128", 128 << 8)]
    [InlineData("143", 15)]
    [InlineData("137\n", 9)]
    [InlineData("255", 255 << 8)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("256", null)]
    [InlineData("x", null)]
    public void Exit_files_are_read(string text, int? expected) => Assert.Equal(expected, ExitFile.Parse(text));

    [Fact]
    public void A_program_may_have_any_name()
    {
        var stat = ProcessStat.Parse(
            7, "7 (a) R 1 (b) S 3 4 5 0 -1 4194560 1 2 3 4 11 12 13 14 20 0 2 0 777 8192 55 18446744073709551615 1");
        Assert.Equal(new ProcessStat(7, 'S', 3, 5, 11, 12, 2, 777, 55), stat);
        Assert.Null(ProcessStat.Parse(7, "garbage"));
    }

    [Fact]
    public void Mounts_of_cgroups_are_found()
    {
        var mounts = CgroupMounts.Parse(
        [
            "cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu,cpuacct 0 0",
            "cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0",
            "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0",
            "proc /proc proc rw 0 0",
        ]);
        Assert.Equal("/sys/fs/cgroup/cpu", mounts.Legacy["cpuacct"]);
        Assert.Equal("/sys/fs/cgroup/systemd", mounts.Legacy["name=systemd"]);
        Assert.True(mounts.IsHybrid);
        Assert.False(CgroupMounts.Parse(["cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0"]).IsHybrid);
    }

    [Fact]
    public void Values_stay_off_the_command_line_if_they_can()
    {
        var passed = PosixEnvironment.Of(
            new Dictionary<string, string> { ["SECRET"] = "s", ["a.b"] = "c" }, "/usr/bin/env", ["SHLVL"]);
        Assert.Equal(["SECRET=s"], passed.Environment);
        Assert.Equal(["/usr/bin/env", "-u", "SHLVL", "a.b=c"], passed.Prefix);
        Assert.Empty(PosixEnvironment.Of(new Dictionary<string, string> { ["A"] = "1" }, "/usr/bin/env", []).Prefix);
        Assert.Throws<ContainerLaunchException>(
            () => PosixEnvironment.Of(new Dictionary<string, string> { ["A=B"] = "1" }, "/usr/bin/env", []));
    }

    [Fact]
    public void The_report_of_the_monitor_is_understood()
    {
        Assert.Equal(12, MonitorReport.ParsePid("{\"data\": 12}\n"));
        var error = Assert.Throws<ContainerLaunchException>(
            () => MonitorReport.ParsePid("{\"data\": -1, \"message\": \"no such thing\\n\"}"));
        Assert.Equal("The container runtime refused: no such thing", error.Message);
        Assert.Throws<ContainerLaunchException>(() => MonitorReport.ParsePid(string.Empty));
    }
}
