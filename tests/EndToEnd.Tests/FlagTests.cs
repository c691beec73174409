using System.Net;
using System.Net.Sockets;
using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>Flags that make no sense end a process with 2, a machine that does not play along with 1; one line each.</summary>
public sealed class FlagTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("--port=nonsense")]
    [InlineData("--port=70000")]
    [InlineData("--allocation_interval=5parsecs")]
    [InlineData("--storage=floppy")]
    [InlineData("--no_such_flag=1")]
    public Task TheSiloRefusesFlagsThatMakeNoSense(string flag) => EndsWithOneLineAsync(Repository.Silo, [flag], 2, flag[2..flag.IndexOf('=', StringComparison.Ordinal)]);

    [Theory]
    [InlineData("--port=nonsense")]
    [InlineData("--resources=cpus:many")]
    [InlineData("--isolation=magic/none")]
    [InlineData("--launcher=rocket")]
    [InlineData("--no_such_flag=1")]
    public Task TheAgentNodeRefusesFlagsThatMakeNoSense(string flag) =>
        EndsWithOneLineAsync(Repository.AgentNode, ["--master=127.0.0.1:5050", "--work_dir=/tmp/unused", flag], 2, flag[2..flag.IndexOf('=', StringComparison.Ordinal)]);

    [Fact]
    public async Task APortInUseIsSaid()
    {
        var ports = Ports.Take();
        using var other = new TcpListener(IPAddress.Loopback, ports.Http);
        other.Start();
        var directory = Directory.CreateTempSubdirectory("mesos-flags-").FullName;
        await EndsWithOneLineAsync(Repository.Silo, SiloFlags(ports, directory), 1, $"{ports.Http}");
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task AWorkDirectoryThatCannotBeWrittenIsSaid()
    {
        var file = Path.GetTempFileName();
        await EndsWithOneLineAsync(Repository.Silo, SiloFlags(Ports.Take(), Path.Combine(file, "below")), 1, file);
        File.Delete(file);
    }

    [Fact]
    public async Task ALogDirectoryThatCannotBeWrittenIsSaid()
    {
        var file = Path.GetTempFileName();
        var directory = Directory.CreateTempSubdirectory("mesos-flags-").FullName;
        var flag = $"--log_dir={Path.Combine(file, "below")}";
        await EndsWithOneLineAsync(Repository.Silo, [.. SiloFlags(Ports.Take(), directory), flag], 1, "--log_dir");
        await EndsWithOneLineAsync(
            Repository.AgentNode, ["--master=127.0.0.1:5050", $"--work_dir={Path.Combine(directory, "node")}", "--port=0", flag], 1, "--log_dir");
        Directory.Delete(directory, recursive: true);
        File.Delete(file);
    }

    [Fact]
    public Task ADatabaseThatIsAwayIsSaid()
    {
        var ports = Ports.Take();
        var flags = SiloFlags(ports, Path.GetTempPath())[..^1];
        return EndsWithOneLineAsync(Repository.Silo, [.. flags, "--db=Host=127.0.0.1;Port=1;Username=u;Database=d;Timeout=2"], 1, "127.0.0.1");
    }

    [Fact]
    public async Task HelpExplainsEveryFlag()
    {
        foreach (var (file, flags) in new[]
        {
            (Repository.Silo, new[] { "--ip", "--port", "--link_port", "--work_dir", "--db", "--storage", "--allocation_interval" }),
            (Repository.AgentNode, ["--master", "--ip", "--port", "--work_dir", "--resources", "--attributes", "--isolation", "--launcher"]),
        })
        {
            await using var run = await ManagedProcess.RunAsync(file, ["--help"], Deadline);
            Assert.True(run.ExitCode == 0, run.Transcript);
            Assert.All(flags, flag => Assert.Contains(flag, run.Transcript, StringComparison.Ordinal));
        }
    }

    private static string[] SiloFlags(Ports ports, string directory) =>
    [
        "--ip=127.0.0.1", $"--port={ports.Http}", $"--silo_port={ports.Silo}", $"--gateway_port={ports.Gateway}", $"--work_dir={directory}",
    ];

    private static async Task EndsWithOneLineAsync(string file, string[] flags, int exitCode, string named)
    {
        await using var run = await ManagedProcess.RunAsync(file, flags, Deadline);
        Assert.True(run.ExitCode == exitCode, $"exit {run.ExitCode}:\n{run.Transcript}");
        var line = Assert.Single(run.Errors, text => text.Length > 0);
        Assert.Contains(named, line, StringComparison.Ordinal);
    }
}
