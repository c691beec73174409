using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>Runs commands as plain process groups, which outlive a node that is merely disposed.</summary>
internal sealed partial class ProcessContainerizer : IContainerizer, IDisposable
{
    private readonly ConcurrentDictionary<string, Process> _processes = new();
    private readonly ConcurrentDictionary<string, Task<ContainerTermination>> _ends = new();

    public string Launcher => "posix";

    /// <summary>Ids of all containers ever launched.</summary>
    public ConcurrentQueue<string> Launched { get; } = new();

    public ConcurrentQueue<ContainerSpec> Specs { get; } = new();

    /// <summary>Every change of amounts, in order.</summary>
    public ConcurrentQueue<ContainerAmounts> Amounts { get; } = new();

    /// <summary>Waits until the first command has made the file <c>ready</c> in its sandbox.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync(
        () => Specs.TryPeek(out var spec) && File.Exists(Path.Combine(spec.SandboxDirectory, "ready")),
        "the command is ready");

    public Task<LaunchedContainer> LaunchAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Command.Value.Contains("no-such-launch", StringComparison.Ordinal))
        {
            throw new ContainerLaunchException("no such launch");
        }

        foreach (var mount in spec.Mounts)
        {
            SandboxPaths.Link(spec.SandboxDirectory, mount.ContainerPath, mount.HostPath, owner: null);
        }

        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = spec.SandboxDirectory,
            ArgumentList = { "sh", "-c", $"exec >>stdout 2>>stderr; {spec.Command.Value}" },
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _processes[spec.ContainerId] = process;
        _ends[spec.ContainerId] = EndAsync(process);
        Launched.Enqueue(spec.ContainerId);
        Specs.Enqueue(spec);
        return Task.FromResult(new LaunchedContainer(spec.ContainerId, process.Id));
    }

    public Task<ContainerTermination> WaitAsync(string containerId, CancellationToken cancellationToken)
        => _ends.TryGetValue(containerId, out var end)
            ? end.WaitAsync(cancellationToken)
            : Task.FromException<ContainerTermination>(new KeyNotFoundException(containerId));

    public Task SignalAsync(string containerId, int signal, CancellationToken cancellationToken)
    {
        if (_processes.TryGetValue(containerId, out var process) && !process.HasExited)
        {
            _ = Send(-process.Id, signal);
        }

        return Task.CompletedTask;
    }

    public async Task DestroyAsync(string containerId, CancellationToken cancellationToken)
    {
        await SignalAsync(containerId, 9, cancellationToken);
        _processes.TryRemove(containerId, out _);
        if (_ends.TryRemove(containerId, out var end))
        {
            await end.WaitAsync(cancellationToken);
        }
    }

    public void Update(string containerId, ContainerAmounts amounts) => Amounts.Enqueue(amounts);

    public Task<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellationToken)
        => Task.FromResult<ResourceStatistics?>(null);

    public async Task<IReadOnlyList<string>> RecoverAsync(
        IReadOnlyCollection<string> expected,
        CancellationToken cancellationToken)
    {
        foreach (var id in _ends.Keys.Except(expected))
        {
            await DestroyAsync(id, cancellationToken);
        }

        return [.. _ends.Keys];
    }

    public void Dispose()
    {
        foreach (var process in _processes.Values.Where(process => !process.HasExited))
        {
            _ = Send(-process.Id, 9);
        }
    }

    private static async Task<ContainerTermination> EndAsync(Process process)
    {
        await process.WaitForExitAsync();
        var code = process.ExitCode;
        return new ContainerTermination { WaitStatus = code > 128 ? code - 128 : code << 8 };
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int pid, int signal);
}
