using System.Collections.Concurrent;
using MesosOrleans.AgentNode.Isolation;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>
/// Containers of this host: a launcher starts and ends them, isolators confine and measure them, files in the runtime
/// directory keep them known beyond this process. Made by <see cref="ContainerizerFactory"/>.
/// </summary>
public sealed partial class LocalContainerizer : IContainerizer, IDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Container> _containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<PendingOperation, bool> _pending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ILauncher _launcher;
    private readonly ILauncher _nested;
    private readonly IReadOnlyList<IIsolator> _isolators;

    // What a container within another has of its own; the rest it shares.
    private readonly IReadOnlyList<IIsolator> _nestedIsolators =
        [FilesystemIsolator.Posix(), new RlimitsIsolator(), new PosixCpuIsolator(), new PosixMemoryIsolator()];

    private readonly string _containersDirectory;
    private readonly string _bootId;
    private readonly EventLoop _loop;
    private readonly ProcessWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal LocalContainerizer(
        ILauncher launcher,
        ILauncher nested,
        IReadOnlyList<IIsolator> isolators,
        string runtimeDirectory,
        EventLoop loop,
        TimeProvider time,
        ILogger logger)
    {
        _launcher = launcher;
        _nested = nested;
        _isolators = isolators;
        _containersDirectory = Path.Combine(Path.GetFullPath(runtimeDirectory), "containers");
        Directory.CreateDirectory(_containersDirectory);
        _bootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        _loop = loop;
        _watch = new ProcessWatch(loop, time);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Launcher => _launcher.Name;

    /// <inheritdoc/>
    public IReadOnlyCollection<PendingOperation> Pending => [.. _pending.Keys];

    /// <inheritdoc/>
    public async Task<LaunchedContainer> LaunchAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        var container = Reserve(spec);
        var operation = Begin("launch", spec.ContainerId);
        try
        {
            var info = Prepare(spec, container.Record);
            container.Record = container.Record with { HasInit = info.Init is not null };
            container.Files.Create();
            container.Files.Write(container.Record);
            var processes = await LauncherOf(container.Record).LaunchAsync(
                container.Files, info, found => Checkpoint(container, found), cancellationToken);
            _ = RunToEndAsync(container);
            await EndWithParentAsync(container);
            LogLaunched(spec.ContainerId, processes.Main.Pid, Launcher);
            return new LaunchedContainer(spec.ContainerId, processes.Main.Pid);
        }
        catch (Exception e)
        {
            await AbandonAsync(container);
            if (e is ContainerLaunchException or OperationCanceledException)
            {
                throw;
            }

            throw new ContainerLaunchException($"Failed to launch the container: {e.Message}", e);
        }
        finally
        {
            _pending.TryRemove(operation, out _);
        }
    }

    /// <inheritdoc/>
    public Task<ContainerTermination> WaitAsync(string containerId, CancellationToken cancellationToken) =>
        _containers.TryGetValue(containerId, out var container)
            ? container.Ended.WaitAsync(cancellationToken)
            : Task.FromException<ContainerTermination>(new KeyNotFoundException($"No container '{containerId}' is known"));

    /// <inheritdoc/>
    public Task SignalAsync(string containerId, int signal, CancellationToken cancellationToken)
    {
        if (_containers.TryGetValue(containerId, out var container) && !container.Ended.IsCompleted)
        {
            // Containers within it are signalled by their own names; they end with it in any case.
            var within = _containers.Values.Where(item => item.Record.ParentId == containerId && !item.Ended.IsCompleted)
                .SelectMany(item => LauncherOf(item.Record).Processes(item.Record));
            LauncherOf(container.Record).Signal(container.Record, signal, within.ToHashSet());
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task DestroyAsync(string containerId, CancellationToken cancellationToken)
    {
        if (_containers.TryGetValue(containerId, out var container))
        {
            await container.DestroyOnce(() => DestroyAsync(container)).WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellationToken)
    {
        if (!_containers.TryGetValue(containerId, out var container) || container.Ended.IsCompleted)
        {
            return Task.FromResult<ResourceStatistics?>(null);
        }

        var record = container.Record;
        var statistics = StatisticsOf(record, _time.GetUtcNow());
        var processes = LauncherOf(record).Processes(record);
        foreach (var isolator in IsolatorsOf(record))
        {
            isolator.Measure(record, processes, statistics);
        }

        return Task.FromResult<ResourceStatistics?>(statistics);
    }

    /// <inheritdoc/>
    public void Update(string containerId, ContainerAmounts amounts)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        if (!_containers.TryGetValue(containerId, out var container)
            || container.Record.Processes is null || container.Ended.IsCompleted)
        {
            return;
        }

        var record = container.Record with
        {
            Cpus = amounts.Cpus,
            CpusLimit = amounts.CpusLimit,
            MemoryBytes = amounts.MemoryBytes,
            MemoryLimitBytes = amounts.MemoryLimitBytes,
        };
        foreach (var isolator in IsolatorsOf(record))
        {
            isolator.Update(record);
        }

        container.Record = record;
        container.Files.Write(record);
    }

    /// <summary>Stops watching. The containers go on, for the next agent node to recover.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _launcher.Dispose();
        _nested.Dispose();
        _loop.Dispose();
        _stop.Dispose();
    }

    /// <summary>CPU and memory as they were granted; infinity counts as the host's own amount. isolation.md 5.2.</summary>
    private static ResourceStatistics StatisticsOf(ContainerRecord record, DateTimeOffset now)
    {
        if (record.ParentId is not null)
        {
            // What it may use is its parent's.
            return new ResourceStatistics { Timestamp = now.ToUnixTimeMilliseconds() / 1000.0 };
        }

        var cpus = record.CpusLimit ?? record.Cpus;
        var memory = record.MemoryLimitBytes ?? record.MemoryBytes;
        return new ResourceStatistics
        {
            Timestamp = now.ToUnixTimeMilliseconds() / 1000.0,
            CpusSoftLimit = record.Cpus,
            CpusLimit = double.IsInfinity(cpus) ? Environment.ProcessorCount : cpus,
            MemSoftLimitBytes = (ulong)record.MemoryBytes,
            MemLimitBytes = memory == long.MaxValue ? HostMemory.TotalBytes() : (ulong)memory,
        };
    }

    private Container Reserve(ContainerSpec spec)
    {
        if (!Guid.TryParseExact(spec.ContainerId, "D", out _))
        {
            throw new ContainerLaunchException("A container's id has to be a UUID");
        }

        if (spec.ParentId is { } parentId && !(_containers.TryGetValue(parentId, out var parent) && IsOpen(parent)))
        {
            throw new ContainerLaunchException("The parent container does not exist or has ended");
        }

        var isolators = spec.ParentId is null ? _isolators : _nestedIsolators;
        var container = new Container(
            new ContainerFiles(_containersDirectory, spec.ContainerId),
            new ContainerRecord
            {
                ContainerId = spec.ContainerId,
                ParentId = spec.ParentId,
                BootId = _bootId,
                Launcher = spec.ParentId is null ? Launcher : _nested.Name,
                Isolators = [.. isolators.Select(isolator => isolator.Name)],
                Cpus = spec.Cpus,
                CpusLimit = spec.CpusLimit,
                MemoryBytes = spec.MemoryBytes,
                MemoryLimitBytes = spec.MemoryLimitBytes,
            });
        return _containers.TryAdd(spec.ContainerId, container)
            ? container
            : throw new ContainerLaunchException($"Container '{spec.ContainerId}' exists already");
    }

    private PendingOperation Begin(string name, string containerId)
    {
        var operation = new PendingOperation(name, containerId);
        _pending[operation] = true;
        return operation;
    }

    private static bool IsOpen(Container container)
        => container.Record.Processes is not null && !container.IsEnding && !container.Ended.IsCompleted;

    private LaunchInfo Prepare(ContainerSpec spec, ContainerRecord record)
    {
        if (!Path.IsPathFullyQualified(spec.SandboxDirectory) || !Directory.Exists(spec.SandboxDirectory))
        {
            throw new ContainerLaunchException($"The sandbox '{spec.SandboxDirectory}' does not exist");
        }

        IsolationRequests.Check(spec.ContainerInfo, record.Isolators);
        var info = new LaunchInfo
        {
            Arguments = CommandLine.Of(spec.Command, spec.Environment, spec.SandboxDirectory),
            Environment = spec.Environment,
            SandboxDirectory = spec.SandboxDirectory,
            User = spec.User is null ? null : HostUser.Resolve(spec.User),
            Parent = spec.ParentId is null ? null : ParentOf(spec.ParentId),
            Streams = spec.Streams,
        };
        foreach (var isolator in IsolatorsOf(record))
        {
            isolator.Prepare(spec, info);
        }

        return info;
    }

    private static void Checkpoint(Container container, ContainerProcesses processes)
    {
        container.Record = container.Record with { Processes = processes };
        container.Files.Write(container.Record);
    }

    private NestedParent ParentOf(string parentId)
    {
        var record = _containers[parentId].Record;
        var main = record.Processes!.Main.Pid;
        while (record.ParentId is { } above && _containers.TryGetValue(above, out var container))
        {
            record = container.Record;
        }

        return new NestedParent(record.ContainerId, main);
    }

    private ILauncher LauncherOf(ContainerRecord record) => record.ParentId is null ? _launcher : _nested;

    private IEnumerable<IIsolator> IsolatorsOf(ContainerRecord record) =>
        (record.ParentId is null ? _isolators : _nestedIsolators).Where(isolator => record.Isolators.Contains(isolator.Name));

    [LoggerMessage(1001, LogLevel.Debug, "Launched container {ContainerId}, process {Pid}, by the {Launcher} launcher")]
    private partial void LogLaunched(string containerId, int pid, string launcher);

    [LoggerMessage(1002, LogLevel.Error, "Container {ContainerId} can no longer be watched; its exit status will be unknown")]
    private partial void LogUnwatched(string containerId, Exception exception);

    [LoggerMessage(1003, LogLevel.Warning, "Failed to clean up container {ContainerId}")]
    private partial void LogCleanUpFailed(string containerId, Exception exception);

    [LoggerMessage(1004, LogLevel.Information, "Destroying container {ContainerId}, which nobody expects")]
    private partial void LogOrphan(string containerId);

    [LoggerMessage(1005, LogLevel.Information, "Container {ContainerId} hit a limit: {Message}")]
    private partial void LogLimitation(string containerId, string? message);
}
