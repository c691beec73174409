using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Containerizer;

/// <summary>What only the linux launcher does.</summary>
public sealed class LinuxContainerizerTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task Requests_and_limits_are_in_the_cgroup()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux");
        var spec = harness.Shell("sleep 100") with { CpusLimit = 1.5, MemoryBytes = 48 * Megabyte, MemoryLimitBytes = 96 * Megabyte };
        await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        var cgroups = Cgroups(harness);
        string Value(string controller, string file) =>
            File.ReadAllText(cgroups.FilePath(controller, spec.ContainerId, file)).Trim();
        if (cgroups.IsUnified)
        {
            Assert.Equal("50", Value("cpu", "cpu.weight"));
            Assert.Equal("150000 100000", Value("cpu", "cpu.max"));
            Assert.Equal((48 * Megabyte).ToString(), Value("memory", "memory.low"));
            Assert.Equal((96 * Megabyte).ToString(), Value("memory", "memory.max"));
            return;
        }

        Assert.Equal("512", Value("cpu", "cpu.shares"));
        Assert.Equal("150000", Value("cpu", "cpu.cfs_quota_us"));
        Assert.Equal("100000", Value("cpu", "cpu.cfs_period_us"));
        Assert.Equal((48 * Megabyte).ToString(), Value("memory", "memory.soft_limit_in_bytes"));
        Assert.Equal((96 * Megabyte).ToString(), Value("memory", "memory.limit_in_bytes"));
    }

    [Fact]
    public async Task Volumes_are_bound_and_only_the_container_sees_them()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux");
        var (written, read) = (harness.NewSandbox(), harness.NewSandbox());
        File.WriteAllText(Path.Combine(read, "file"), "given");
        var spec = harness.Shell("cat in/file > a/b/file && ! touch in/file 2>/dev/null") with
        {
            Mounts = [new ContainerMount(written, "a/b", false), new ContainerMount(read, "in", true)],
        };
        Assert.Equal(0, (await harness.RunAsync(spec)).WaitStatus);
        Assert.Equal("given", File.ReadAllText(Path.Combine(written, "file")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(spec.SandboxDirectory, "a", "b")));
    }

    [Fact]
    public async Task A_link_in_the_sandbox_is_no_way_out_of_it()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux");
        var spec = harness.Shell("true") with { Mounts = [new ContainerMount("/tmp", "a/b", false)] };
        Directory.CreateSymbolicLink(Path.Combine(spec.SandboxDirectory, "a"), "/etc");
        await Assert.ThrowsAsync<ContainerLaunchException>(
            () => harness.Containerizer.LaunchAsync(spec, CancellationToken.None));
    }

    [Fact]
    public async Task Too_much_memory_fails_the_container()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux");

        // The first process survives: the kernel kills its child, and the containerizer ends the container.
        var spec = harness.Shell("sh -c 'head -c 300000000 /dev/zero | tail' ; sleep 100");
        var termination = await harness.RunAsync(spec);
        Assert.Equal(TaskState.TaskFailed, termination.State);
        Assert.Equal(TaskStatus.Types.Reason.ContainerLimitationMemory, termination.Reason);
        Assert.StartsWith("Memory limit exceeded: Requested: 64MB Maximum Used: 64MB", termination.Message, StringComparison.Ordinal);
        var resource = Assert.Single(termination.LimitedResources);
        Assert.Equal("mem", resource.Name);
        Assert.Equal(64, resource.Scalar.Value);
    }

    [Fact]
    public async Task In_a_pid_namespace_a_signal_works_at_once()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux", ["filesystem/linux", "cgroups/cpu", "cgroups/mem", "namespaces/pid"]);
        var spec = harness.Shell("cat /proc/1/comm; ls -d /proc/[0-9]* | wc -l; exec sleep 1000");
        await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        await ContainerizerHarness.UntilAsync(() => ContainerizerHarness.Output(spec).Split('\n').Length == 3, "two lines");
        Assert.StartsWith("tini\n", ContainerizerHarness.Output(spec), StringComparison.Ordinal);
        Assert.InRange(int.Parse(ContainerizerHarness.Output(spec).Split('\n')[1]), 2, 5);
        await harness.Containerizer.SignalAsync(spec.ContainerId, 15, CancellationToken.None);
        Assert.Equal(15, (await harness.WaitAsync(spec.ContainerId)).WaitStatus);
    }

    [Fact]
    public async Task The_host_is_left_untouched()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux", ["filesystem/linux", "namespaces/pid", "namespaces/ipc"]);
        static string[] Devices() => [.. Directory.EnumerateFileSystemEntries("/dev").Order(StringComparer.Ordinal)];
        static string? Terminals() => new System.IO.FileInfo("/dev/ptmx").LinkTarget;
        var (devices, terminals) = (Devices(), Terminals());
        var mounts = File.ReadAllLines("/proc/self/mountinfo");
        var spec = harness.Shell("echo to a device > /dev/null; mount -t tmpfs none /mnt && touch /mnt/file; ls /dev | wc -l") with
        {
            ContainerInfo = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.Private, ShmSize = 8 },
            },
        };
        Assert.Equal(0, (await harness.RunAsync(spec)).WaitStatus);
        await harness.DestroyAsync(spec.ContainerId);
        Assert.Equal(devices, Devices());
        Assert.Equal(terminals, Terminals());
        Assert.Equal(mounts, File.ReadAllLines("/proc/self/mountinfo"));
        Assert.Empty(harness.Leftovers(spec.ContainerId));
    }

    [Fact]
    public async Task Mounts_made_after_the_start_are_seen_by_later_containers()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux");
        Assert.Equal(0, (await harness.RunAsync(harness.Shell("true"))).WaitStatus);
        var directory = harness.NewSandbox();
        Assert.Equal(0, Libc.Mount("none", directory, "tmpfs", 0, null));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "file"), "seen");
            var spec = harness.Shell($"cat {directory}/file");
            Assert.Equal(0, (await harness.RunAsync(spec)).WaitStatus);
            Assert.Equal("seen", ContainerizerHarness.Output(spec));
            await harness.DestroyAsync(spec.ContainerId);
        }
        finally
        {
            Assert.Equal(0, Libc.Unmount(directory, Libc.UmountDetach));
        }
    }

    [Fact]
    public async Task Capabilities_and_no_new_privileges_are_applied()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux", ["linux/capabilities", "linux/nnp"]);
        var spec = harness.Shell("grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status") with
        {
            ContainerInfo = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                LinuxInfo = new LinuxInfo
                {
                    EffectiveCapabilities = new() { Capabilities = { CapabilityInfo.Types.Capability.Kill } },
                    BoundingCapabilities = new() { Capabilities = { CapabilityInfo.Types.Capability.Kill, CapabilityInfo.Types.Capability.Chown } },
                },
            },
        };
        Assert.Equal(0, (await harness.RunAsync(spec)).WaitStatus);
        Assert.Equal("CapEff:\t0000000000000020\nCapBnd:\t0000000000000021\nNoNewPrivs:\t1\n", ContainerizerHarness.Output(spec));
    }

    [Fact]
    public async Task Root_keeps_the_capabilities_of_the_agent_node()
    {
        await using var harness = await ContainerizerHarness.CreateAsync("linux");
        var spec = harness.Shell("grep -E 'CapEff|CapBnd' /proc/self/status");
        await harness.RunAsync(spec);
        var own = File.ReadLines("/proc/self/status").Where(line => line.StartsWith("CapEff", StringComparison.Ordinal) || line.StartsWith("CapBnd", StringComparison.Ordinal));
        Assert.Equal(own, ContainerizerHarness.Output(spec).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static ICgroups Cgroups(ContainerizerHarness harness)
    {
        var mounts = CgroupMounts.Read();
        return mounts.Legacy.Count == 0
            ? new CgroupsV2(mounts.Unified!, harness.CgroupsRoot, TimeProvider.System)
            : new CgroupsV1(mounts, harness.CgroupsRoot, TimeProvider.System);
    }
}
