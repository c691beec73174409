using System.Net;
using System.Net.Sockets;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Recovery;

/// <summary>The node as a real process on the real posix launcher.</summary>
public sealed class NodeProcessTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_node_killed_with_signal_9_loses_no_task()
    {
        await using var silo = await FakeSilo.StartAsync();
        var gate = _directory.File("gate");
        var ended = _directory.File("ended");
        using (var node = NodeCommand.Start(_directory.Path, silo.Address))
        {
            await Eventually.TrueAsync(() => silo.State.Registrations.Count > 0, "the node registers");
            silo.State.Command(Given.Launch(
                Given.Task("long", $"while [ ! -e {gate} ]; do sleep 0.05; done; exit 0"),
                Given.Task("short", $"while [ ! -e {ended} ]; do sleep 0.05; done; exit 42")));
            await Eventually.TrueAsync(
                () => silo.State.StatesOf("long").Contains(TaskState.TaskRunning)
                    && silo.State.StatesOf("short").Contains(TaskState.TaskRunning),
                "both tasks run");
            await node.CrashAsync();
        }

        // On a busy machine a node may have had to register more than once.
        var first = silo.State.Registrations[^1].Incarnation;
        await File.WriteAllTextAsync(ended, "");
        using var next = NodeCommand.Start(_directory.Path, silo.Address);
        await Eventually.TrueAsync(
            () => next.Complaint is { } complaint ? throw new InvalidOperationException(complaint) : silo.State.Registrations[^1].Incarnation != first,
            "the new process registers");
        var registration = silo.State.Registrations.First(item => item.Incarnation != first);
        Assert.Equal("agent-1", registration.AgentId.Value);
        Assert.Equal(2, registration.Tasks.Count);
        await Eventually.TrueAsync(
            () => silo.State.StatesOf("short").Contains(TaskState.TaskFailed), "the end that nobody saw is told");
        Assert.Equal("Command exited with status 42", silo.State.UpdatesOf("short")[^1].Status.Message);
        await File.WriteAllTextAsync(gate, "");
        await Eventually.TrueAsync(
            () => silo.State.StatesOf("long").Contains(TaskState.TaskFinished), "the long task finishes");
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await FailsAsync(1, port.ToString(System.Globalization.CultureInfo.InvariantCulture), $"--port={port}");
    }

    [Fact]
    public Task A_work_directory_that_cannot_be_made_is_said_in_one_line()
        => FailsAsync(1, "/proc/no/work", "--port=0", "--work_dir=/proc/no/work");

    [Fact]
    public Task A_bad_flag_is_said_in_one_line() => FailsAsync(2, "--port", "--port=abc");

    private async Task FailsAsync(int code, string named, params string[] arguments)
    {
        string[] needed = arguments.Any(item => item.StartsWith("--work_dir", StringComparison.Ordinal))
            ? ["--master=127.0.0.1:1"]
            : ["--master=127.0.0.1:1", $"--work_dir={_directory.Path}"];
        using var node = NodeCommand.Start([.. needed, .. arguments]);
        var (actual, error) = await node.EndAsync();
        Assert.Equal(code, actual);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
