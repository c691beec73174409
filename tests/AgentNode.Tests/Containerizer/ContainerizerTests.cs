using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Containerizer;

/// <summary>What holds with every launcher.</summary>
public sealed class ContainerizerTests
{
    public static TheoryData<string> Launchers => ["posix", "linux"];

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Exit_codes_and_signals_are_reported(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        foreach (var (command, expected) in new[]
        {
            ("exit 0", 0), ("exit 3", 3 << 8), ("exit 255", 255 << 8), ("kill -TERM $$", 15), ("kill -KILL $$", 9),
        })
        {
            var termination = await harness.RunAsync(harness.Shell(command));
            Assert.Equal(expected, termination.WaitStatus);
            Assert.Null(termination.State);
            Assert.Null(termination.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Output_is_exact_and_appended(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var spec = harness.Shell("""printf 'a\000b\377\n\n'; printf 'no newline' >&2; kill -9 $$""");
        await File.WriteAllTextAsync(Path.Combine(spec.SandboxDirectory, "stdout"), "before ");
        await harness.RunAsync(spec);
        Assert.Equal(
            [.. "before a\0b"u8, 0xff, (byte)'\n', (byte)'\n'],
            await File.ReadAllBytesAsync(Path.Combine(spec.SandboxDirectory, "stdout")));
        Assert.Equal("no newline", ContainerizerHarness.Output(spec, "stderr"));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Environment_is_exactly_the_given_one(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var variables = new[]
        {
            ("A", "1"), ("SPACES", " two  words "), ("x.y-z", "odd name"), ("IFS", "x"), ("PS1", "prompt"), ("EMPTY", ""),
            ("QUOTES", "'\"$HOME`"), ("LINES", "a\nb"), ("ÄÖ", "ü"),
        };
        var spec = harness.Spec(new CommandInfo { Shell = false, Value = "/usr/bin/env", Arguments = { "env", "-0" } }, variables);
        await harness.RunAsync(spec);
        var seen = ContainerizerHarness.Output(spec).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            variables.Select(pair => $"{pair.Item1}={pair.Item2}").Order(StringComparer.Ordinal),
            seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Arguments_arrive_unchanged_and_the_sandbox_is_the_working_directory(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var spec = harness.Program("/usr/bin/printf", "%s|", "a b", "", "$HOME", "'", "-n", "*");
        Assert.Equal(0, (await harness.RunAsync(spec)).WaitStatus);
        Assert.Equal("a b||$HOME|'|-n|*|", ContainerizerHarness.Output(spec));
        var pwd = harness.Program("pwd", "-P");
        await harness.RunAsync(pwd);
        Assert.Equal(pwd.SandboxDirectory + "\n", ContainerizerHarness.Output(pwd));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task The_command_runs_as_the_user_of_the_task(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var spec = harness.Shell("id -un; id -gn; id -G; grep CapEff /proc/self/status; stat -c %U stdout") with { User = "nobody" };
        Assert.Equal(0, (await harness.RunAsync(spec)).WaitStatus);
        Assert.Equal(
            ["nobody", "nogroup", "65534", "CapEff:\t0000000000000000", "nobody"],
            ContainerizerHarness.Output(spec).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_tree_that_ignores_signals_is_killed_whole(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var sleep = ContainerizerHarness.UniqueSleep();
        var spec = harness.Shell(
            $"trap '' TERM INT HUP; sleep {sleep} & setsid sh -c 'sleep {sleep} & sleep {sleep}' & echo up; while :; do wait; done");
        await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        await ContainerizerHarness.UntilAsync(() => ContainerizerHarness.CountProcesses(sleep) == 3, "three sleepers");
        await harness.Containerizer.SignalAsync(spec.ContainerId, 15, CancellationToken.None);
        Assert.Equal(3, ContainerizerHarness.CountProcesses(sleep));
        await harness.DestroyAsync(spec.ContainerId);
        Assert.Equal(0, ContainerizerHarness.CountProcesses(sleep));
        Assert.Empty(harness.Leftovers(spec.ContainerId));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => harness.WaitAsync(spec.ContainerId));
        await harness.DestroyAsync(spec.ContainerId);
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Stragglers_end_with_the_first_process(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var sleep = ContainerizerHarness.UniqueSleep();
        var termination = await harness.RunAsync(harness.Shell($"sleep {sleep} & sleep {sleep} & exit 7"));
        Assert.Equal(7 << 8, termination.WaitStatus);
        Assert.Equal(0, ContainerizerHarness.CountProcesses(sleep));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_signal_reaches_the_command(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var spec = harness.Shell("trap 'echo got; exit 4' TERM; echo up; while :; do sleep 0.01; done");
        await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        await ContainerizerHarness.UntilAsync(() => ContainerizerHarness.Output(spec) == "up\n", "the command is up");
        await harness.Containerizer.SignalAsync(spec.ContainerId, 15, CancellationToken.None);
        Assert.Equal(4 << 8, (await harness.WaitAsync(spec.ContainerId)).WaitStatus);
        Assert.Equal("up\ngot\n", ContainerizerHarness.Output(spec));
        await harness.Containerizer.SignalAsync(spec.ContainerId, 15, CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_command_may_signal_its_own_process_group(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        Assert.Equal(15, (await harness.RunAsync(harness.Shell("kill -TERM 0; sleep 100"))).WaitStatus);
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Fifty_launches_at_once_all_end_well(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var specs = Enumerable.Range(0, 50).Select(i => harness.Shell($"echo {i}; exit {i}")).ToArray();
        var terminations = await Task.WhenAll(specs.Select(harness.RunAsync));
        for (var i = 0; i < specs.Length; i++)
        {
            Assert.Equal(i << 8, terminations[i].WaitStatus);
            Assert.Equal($"{i}\n", ContainerizerHarness.Output(specs[i]));
        }

        await Task.WhenAll(specs.Select(spec => harness.DestroyAsync(spec.ContainerId)));
        Assert.All(specs, spec => Assert.Empty(harness.Leftovers(spec.ContainerId)));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Launches_that_cannot_work_say_why_and_leave_nothing(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var missing = harness.Program("/no/such/program");
        var closed = harness.Program("./data");
        await File.WriteAllTextAsync(Path.Combine(closed.SandboxDirectory, "data"), "x");
        var linked = harness.Shell("true");
        File.CreateSymbolicLink(Path.Combine(linked.SandboxDirectory, "stdout"), "/tmp/elsewhere");
        foreach (var (spec, text) in new[]
        {
            (missing, "Failed to execute '/no/such/program': No such file or directory"),
            (closed, "Failed to execute './data': Permission denied"),
            (harness.Program("no-such-program"), "Failed to execute 'no-such-program': No such file or directory"),
            (harness.Shell("true") with { User = "no-such-user" }, "Failed to find user 'no-such-user' on this host"),
            (harness.Shell("true") with { SandboxDirectory = "/no/such/sandbox" }, "The sandbox '/no/such/sandbox' does not exist"),
            (harness.Spec(new CommandInfo { Shell = true }, []), "Shell specified but no command value provided"),
            (linked, "Too many levels of symbolic links"),
        })
        {
            var error = await Assert.ThrowsAsync<ContainerLaunchException>(
                () => harness.Containerizer.LaunchAsync(spec, CancellationToken.None));
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
            Assert.Empty(harness.Leftovers(spec.ContainerId));
            await Assert.ThrowsAsync<KeyNotFoundException>(() => harness.WaitAsync(spec.ContainerId));
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Requests_that_nobody_honours_are_refused(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher, ["filesystem/posix"]);
        foreach (var (info, text) in new[]
        {
            (new ContainerInfo { Type = ContainerInfo.Types.Type.Docker }, "type DOCKER"),
            (new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, Mesos = new() { Image = new() { Type = Image.Types.Type.Docker } } }, "image"),
            (new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, Volumes = { new Volume { ContainerPath = "x", Mode = Volume.Types.Mode.Rw } } }, "volumes"),
            (new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, NetworkInfos = { new NetworkInfo { Name = "net" } } }, "network"),
            (new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, LinuxInfo = new() { EffectiveCapabilities = new() } }, "linux/capabilities is not enabled"),
            (new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, RlimitInfo = new() }, "posix/rlimits is not enabled"),
        })
        {
            var error = await Assert.ThrowsAsync<ContainerLaunchException>(
                () => harness.Containerizer.LaunchAsync(harness.Shell("true") with { ContainerInfo = info }, CancellationToken.None));
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task An_id_is_a_uuid_and_used_once(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var spec = harness.Shell("sleep 100");
        await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        await Assert.ThrowsAsync<ContainerLaunchException>(() => harness.Containerizer.LaunchAsync(spec, CancellationToken.None));
        Assert.False(harness.WaitAsync(spec.ContainerId).IsCompleted);
        await Assert.ThrowsAsync<ContainerLaunchException>(
            () => harness.Containerizer.LaunchAsync(spec with { ContainerId = "../../etc" }, CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Limits_of_setrlimit_are_set(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var info = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, RlimitInfo = new RLimitInfo() };
        info.RlimitInfo.Rlimits.Add(new RLimitInfo.Types.RLimit
        {
            Type = RLimitInfo.Types.RLimit.Types.Type.RlmtNofile,
            Soft = 123,
            Hard = 456,
        });
        var spec = harness.Shell("ulimit -Sn; ulimit -Hn") with { ContainerInfo = info };
        await harness.RunAsync(spec);
        Assert.Equal("123\n456\n", ContainerizerHarness.Output(spec));
        info.RlimitInfo.Rlimits[0].ClearHard();
        var error = await Assert.ThrowsAsync<ContainerLaunchException>(() => harness.RunAsync(harness.Shell("true") with { ContainerInfo = info }));
        Assert.Contains("RLIMIT_NOFILE", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Usage_is_measured(string launcher)
    {
        await using var harness = await ContainerizerHarness.CreateAsync(launcher);
        var spec = harness.Shell("while :; do :; done");
        await harness.Containerizer.LaunchAsync(spec, CancellationToken.None);
        ResourceStatistics? usage = null;
        using var deadline = new CancellationTokenSource(ContainerizerHarness.Deadline);
        while (usage is not { MemRssBytes: > 0 } || usage.CpusUserTimeSecs + usage.CpusSystemTimeSecs <= 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            usage = await harness.Containerizer.UsageAsync(spec.ContainerId, CancellationToken.None);
        }

        Assert.Equal(0.5, usage.CpusLimit);
        Assert.Equal(64UL * 1024 * 1024, usage.MemLimitBytes);
        Assert.Equal(1U, usage.Processes);
        Assert.Null(await harness.Containerizer.UsageAsync(Guid.NewGuid().ToString(), CancellationToken.None));
    }
}
