using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Tests.Containerizer;

/// <summary>Containers outlive the agent node, and only those that it expects survive its next start.</summary>
public sealed class RecoveryTests
{
    public static TheoryData<string> Launchers => ["posix", "linux"];

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Running_and_ended_containers_are_found_and_others_destroyed(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var go = Path.Combine(harness.NewSandbox(), "go");
        var sleep = ContainerizerHarness.UniqueSleep();
        var running = harness.Shell($"while [ ! -e {go} ]; do sleep 0.01; done; echo late; exit 5");
        var ended = harness.Shell("exit 6");
        var orphan = harness.Shell($"sleep {sleep}");
        foreach (var spec in new[] { running, ended, orphan })
        {
            await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        }

        await harness.WaitAsync(ended.ContainerId);
        var lost = Guid.NewGuid().ToString();
        var found = await harness.RestartAsync([running.ContainerId, ended.ContainerId, lost]);

        Assert.Equal(new[] { running.ContainerId, ended.ContainerId }.Order(), found.Order());
        Assert.Equal(0, ContainerizerHarness.CountProcesses(sleep));
        Assert.Empty(harness.Leftovers(orphan.ContainerId));
        Assert.Equal(6 << 8, (await harness.WaitAsync(ended.ContainerId)).WaitStatus);
        var wait = harness.WaitAsync(running.ContainerId);
        Assert.False(wait.IsCompleted);
        await File.WriteAllTextAsync(go, string.Empty);
        Assert.Equal(5 << 8, (await wait).WaitStatus);
        Assert.Equal("late\n", ContainerizerHarness.Output(running));
        await harness.DestroyAsync(running.ContainerId);
        Assert.Empty(harness.Leftovers(running.ContainerId));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_container_without_its_monitor_ends_as_if_killed(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var go = Path.Combine(harness.NewSandbox(), "go");
        var spec = harness.Shell($"while [ ! -e {go} ]; do sleep 0.01; done; echo done");
        var launched = await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        var monitor = ProcessStat.Read(launched.Pid)!.Parent;
        Assert.Equal(0, Libc.Kill(monitor, Libc.SigKill));
        Assert.Equal([spec.ContainerId], await harness.RestartAsync([spec.ContainerId]));
        await File.WriteAllTextAsync(go, string.Empty);
        var termination = await harness.WaitAsync(spec.ContainerId);
        Assert.Equal(9, termination.WaitStatus);
        Assert.Contains("unknown", termination.Message, StringComparison.Ordinal);
        Assert.Equal("done\n", ContainerizerHarness.Output(spec));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_recovered_number_that_belongs_to_another_process_is_left_alone(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var bystander = harness.Shell("sleep 100");
        var innocent = await harness.Containerizer.LaunchAsync(bystander, CancellationToken.None);
        var files = new ContainerFiles(Path.Combine(harness.RuntimeDirectory, "containers"), Guid.NewGuid().ToString());
        files.Create();
        var alien = new ProcessIdentity(innocent.Pid, 1);
        files.Write(new ContainerRecord
        {
            ContainerId = files.ContainerId,
            BootId = (await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id")).Trim(),
            Launcher = launcher,
            Isolators = [],
            Processes = new ContainerProcesses(alien, alien),
        });
        await harness.RestartAsync([bystander.ContainerId]);
        Assert.False(harness.WaitAsync(bystander.ContainerId).IsCompleted);
        Assert.False(Directory.Exists(files.Directory));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Containers_of_an_earlier_boot_are_ended_and_their_numbers_left_alone(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        using var child = System.Diagnostics.Process.Start("sleep", "1000")!;
        var files = new ContainerFiles(Path.Combine(harness.RuntimeDirectory, "containers"), Guid.NewGuid().ToString());
        files.Create();
        var self = ProcessIdentity.Of(Environment.ProcessId)!;
        files.Write(new ContainerRecord
        {
            ContainerId = files.ContainerId,
            BootId = "earlier",
            Launcher = launcher,
            Isolators = [],
            Processes = new ContainerProcesses(self, self),
        });
        Assert.Equal([files.ContainerId], await harness.RestartAsync([files.ContainerId]));
        Assert.Equal(9, (await harness.WaitAsync(files.ContainerId)).WaitStatus);
        await harness.DestroyAsync(files.ContainerId);

        // The record names this very process, which is alive, and so is its child.
        Assert.False(child.HasExited);
        child.Kill();
    }
}
