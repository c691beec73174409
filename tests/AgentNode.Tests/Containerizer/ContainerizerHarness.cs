using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.AgentNode.Tests.Containerizer;

/// <summary>A containerizer over directories and a cgroup root of its own, with real processes.</summary>
internal sealed class ContainerizerHarness : IAsyncDisposable
{
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ContainerizerOptions _options;
    private readonly string _directory = Directory.CreateTempSubdirectory("containerizer-").FullName;

    private ContainerizerHarness(string launcher, IReadOnlyList<string> isolation, bool enableCfs)
    {
        File.SetUnixFileMode(
            _directory,
            (UnixFileMode)Convert.ToInt32("755", 8));
        _options = new ContainerizerOptions
        {
            Launcher = launcher,
            Isolation = isolation,
            RuntimeDirectory = Path.Combine(_directory, "run"),
            CgroupsRoot = "mesos_test_" + Guid.NewGuid().ToString("N"),
            CgroupsEnableCfs = enableCfs,
        };
        Selection = null!;
    }

    internal ContainerizerSelection Selection { get; private set; }

    internal LocalContainerizer Containerizer => Selection.Containerizer;

    internal string CgroupsRoot => _options.CgroupsRoot;

    internal string RuntimeDirectory => _options.RuntimeDirectory;

    internal static async Task<ContainerizerHarness> CreateAsync(
        string launcher, IReadOnlyList<string>? isolation = null, bool enableCfs = false)
    {
        if (launcher == "linux")
        {
            foreach (var program in new[] { "crun", "conmon", "tini" })
            {
                Assert.True(
                    HostPrograms.Find(program) is not null,
                    $"The tests of the linux launcher need {program}: install the package {program} (apt-get install {program})");
            }
        }

        var harness = new ContainerizerHarness(launcher, isolation ?? [], enableCfs);
        await harness.RestartAsync([]);
        return harness;
    }

    /// <summary>Gives up the containerizer without a word to its containers and makes another one over the same files.</summary>
    internal async Task<IReadOnlyList<string>> RestartAsync(IReadOnlyCollection<string> expected)
    {
        Selection?.Containerizer.Dispose();
        Selection = await ContainerizerFactory.CreateAsync(_options, NullLoggerFactory.Instance, TimeProvider.System);
        return await Containerizer.RecoverAsync(expected, CancellationToken.None);
    }

    internal string NewSandbox()
    {
        var sandbox = Path.Combine(_directory, "sandbox-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(sandbox);
        return sandbox;
    }

    internal ContainerSpec Shell(string command, params (string Name, string Value)[] environment) =>
        Spec(new CommandInfo { Shell = true, Value = command }, environment);

    internal ContainerSpec Program(string path, params string[] arguments)
    {
        var command = new CommandInfo { Shell = false, Value = path };
        command.Arguments.Add(path);
        command.Arguments.Add(arguments);
        return Spec(command, []);
    }

    internal ContainerSpec Spec(CommandInfo command, (string Name, string Value)[] environment) => new()
    {
        ContainerId = Guid.NewGuid().ToString(),
        SandboxDirectory = NewSandbox(),
        Command = command,
        Environment = environment.Length == 0
            ? new Dictionary<string, string> { ["PATH"] = HostPrograms.DefaultPath }
            : environment.ToDictionary(pair => pair.Name, pair => pair.Value),
        Cpus = 0.5,
        MemoryBytes = 64L * 1024 * 1024,
    };

    internal async Task<ContainerTermination> RunAsync(ContainerSpec spec)
    {
        await Containerizer.LaunchAsync(spec, CancellationToken.None);
        return await WaitAsync(spec.ContainerId);
    }

    internal Task<ContainerTermination> WaitAsync(string id) =>
        Containerizer.WaitAsync(id, CancellationToken.None).WaitAsync(Deadline);

    internal Task DestroyAsync(string id) =>
        Containerizer.DestroyAsync(id, CancellationToken.None).WaitAsync(Deadline);

    internal static string Output(ContainerSpec spec, string name = "stdout") =>
        File.ReadAllText(Path.Combine(spec.SandboxDirectory, name));

    internal static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"Waited in vain: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <summary>Processes of the host with this text among their arguments.</summary>
    internal static int CountProcesses(string argument) =>
        Directory.EnumerateDirectories("/proc").Count(directory =>
        {
            try
            {
                return int.TryParse(Path.GetFileName(directory), out _)
                    && File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0').Contains(argument);
            }
            catch (IOException)
            {
                return false;
            }
        });

    /// <summary>A number of seconds to sleep that no other process sleeps, to find the sleeper by.</summary>
    internal static string UniqueSleep() => "9999." + BitConverter.ToUInt32(Guid.NewGuid().ToByteArray()).ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal string[] Leftovers(string id) =>
    [
        .. Directory.EnumerateFileSystemEntries(RuntimeDirectory, "*", SearchOption.AllDirectories)
            .Where(path => path.Contains(id, StringComparison.Ordinal)),
        .. CgroupMounts.Read().Legacy.Values.Append(CgroupMounts.UsualUnified)
            .Select(mount => Path.Combine(mount, CgroupsRoot, id))
            .Where(Directory.Exists),
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(id, StringComparison.Ordinal)),
    ];

    public async ValueTask DisposeAsync()
    {
        await RestartAsync([]); // Destroys all that is left as orphans.
        Containerizer.Dispose();
        foreach (var mount in CgroupMounts.Read().Legacy.Values.Append(CgroupMounts.UsualUnified))
        {
            foreach (var root in new[] { Path.Combine(mount, CgroupsRoot), Path.Combine(mount, CgroupsRoot + "_monitors") })
            {
                await UntilAsync(() => TryDelete(root), $"{root} is empty");
            }
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static bool TryDelete(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
