using MesosOrleans.AgentNode.Api;
using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.AgentNode.Link;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode;

/// <summary>The node put together: what an earlier process left is taken over, then the link is kept up.</summary>
internal sealed class NodeHost : IDisposable
{
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(30);

    private readonly NodeOptions _options;
    private readonly RecoveredState _recovered;
    private readonly bool _rebooted;
    private readonly AgentIdentity _identity;
    private readonly NodeLedger _ledger = new();
    private readonly NodeResources _resources;
    private readonly NodeCounters _counters = new();
    private readonly CheckpointStore _checkpoints;
    private readonly SandboxCollector _collector;
    private readonly StatusUpdateManager _updates;
    private readonly UriFetcher _fetcher;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly SupervisorServices _services;
    private readonly ExecutorServices _executors;
    private readonly NodeDrain _drain;
    private readonly ContainerRegistry _containers;
    private readonly CommandDispatcher _dispatcher;
    private readonly NodeSession _session;
    private readonly NodeRecovery _recovery;
    private readonly ILogger _logger;

    public NodeHost(
        NodeOptions options,
        RecoveredState recovered,
        AgentIdentity identity,
        NodeContainers containers,
        NodeEnvironment environment)
    {
        var containerizer = containers.Containerizer;
        var logs = environment.Logs;
        _options = options;
        _recovered = recovered;
        _identity = identity;
        _logger = logs.CreateLogger<NodeHost>();
        _identity.AgentId = recovered.Agent?.Id.Value;
        _rebooted = BootIdentity.IsReboot(recovered.BootId, identity.BootId);
        var layout = new AgentLayout(options.WorkDir);
        _checkpoints = new CheckpointStore(layout);
        _resources = new NodeResources(layout, environment.Ids, logs.CreateLogger<NodeResources>());
        _collector = new SandboxCollector(CollectorOptionsOf(options), environment.Time, logs.CreateLogger<SandboxCollector>());
        Link = new AgentLinkClient(LinkOptionsOf(options), environment.Time, environment.Random, logs.CreateLogger<AgentLinkClient>());
        _updates = new StatusUpdateManager(environment.Time, Link, logs.CreateLogger<StatusUpdateManager>());
        _drain = new NodeDrain(_ledger, _checkpoints, identity, environment.Time);
        _drain.Restore(recovered.Drain);
        _fetcher = new UriFetcher(FetcherOptionsOf(options), environment.Time, _http);
        _services = CreateServices(containerizer, environment);
        _executors = CreateExecutorServices();
        var launchOptions = LaunchOptionsOf(options, containers.Isolators);
        _containers = new ContainerRegistry(
            new ContainerServices { Node = _services, Ledger = _ledger, Layout = layout, Options = launchOptions });
        var launcher = new TaskLauncher(_ledger, _checkpoints, _services, _executors, _resources, _drain, launchOptions);
        _dispatcher = new CommandDispatcher(
            _ledger, launcher, _services, _checkpoints, _collector, _counters, _resources, _drain, _containers, Link);
        _session = new NodeSession(
            identity, _ledger, _checkpoints, _updates, _dispatcher, _resources, recovered.LastCommand, logs.CreateLogger<NodeSession>());
        _recovery = new NodeRecovery(_ledger, _services, _executors, _collector, layout, logs.CreateLogger<NodeRecovery>());
    }

    public AgentLinkClient Link { get; }

    /// <summary>What the HTTP pages read.</summary>
    public NodeView View => new()
    {
        Options = _options,
        Identity = _identity,
        Ledger = _ledger,
        Counters = _counters,
        Updates = _updates,
        Link = Link,
        Collector = _collector,
        Fetcher = _fetcher,
        Containerizer = _services.Containerizer,
        Layout = _checkpoints.Layout,
        Time = _services.Time,
        Executors = _executors.Limits,
        Resources = _resources,
        Volumes = _services.Volumes,
        Drain = _drain,
        Containers = _containers,
    };

    /// <summary>Takes over what an earlier process left. Called once, before <see cref="RunAsync"/>.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var started = _services.Time.GetTimestamp();
        _resources.Recover(_identity.Info.Resources);
        _counters.CountRecoveryErrors(_recovered.Errors.Count);
        foreach (var key in await _recovery.RecoverAsync(_recovered, _rebooted, _containers, cancellationToken))
        {
            _updates.Discard(key);
            _dispatcher.Complete(key);
        }

        _drain.EndIfIdle();
        _drain.KillAll();
        _checkpoints.SaveBootId(_identity.BootId);
        _counters.RecoveryTime = _services.Time.GetElapsedTime(started);
    }

    /// <summary>Keeps the node attached until cancelled, refused or told to leave.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_options.RecoverByCleanup)
        {
            await AbandonAsync("recover=cleanup");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
        var collecting = _collector.RunAsync(UsedDiskFraction, end.Token);
        try
        {
            var reason = await Link.RunAsync(_session, end.Token);
            if (reason is not null)
            {
                await AbandonAsync(reason);
            }
        }
        finally
        {
            await end.CancelAsync();
            await collecting;
        }
    }

    /// <summary>Kills every task, tells the silo that the node leaves for good, and ends <see cref="RunAsync"/>.</summary>
    public async Task LeaveAsync()
    {
        await AbandonAsync("SIGUSR1");
        Link.TrySend(new NodeMessage { Unregister = new Unregister() });
        await Link.FlushAsync(LeaveTimeout);
        await _leaving.CancelAsync();
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _updates.Dispose();
        _containers.Dispose();
        _http.Dispose();
    }

    private static CollectorOptions CollectorOptionsOf(NodeOptions options) => new()
    {
        Delay = options.GcDelay,
        Headroom = options.GcDiskHeadroom,
        Interval = options.DiskWatchInterval,
    };

    private static AgentLinkOptions LinkOptionsOf(NodeOptions options) => new()
    {
        Silos = options.LinkAddresses,
        BackoffFactor = options.RegistrationBackoffFactor,
    };

    private static FetcherOptions FetcherOptionsOf(NodeOptions options) => new()
    {
        StallTimeout = options.FetcherStallTimeout,
        FrameworksHome = options.FrameworksHome,
    };

    private static LaunchOptions LaunchOptionsOf(NodeOptions options, IReadOnlyList<string> isolators) => new()
    {
        Isolation = isolators,
        SwitchUser = options.SwitchUser && Environment.IsPrivilegedProcess,
        OwnUser = Environment.UserName,
    };

    private SupervisorServices CreateServices(IContainerizer containerizer, NodeEnvironment environment) => new()
    {
        Containerizer = containerizer,
        Fetcher = _fetcher,
        Volumes = new VolumeProvider(_resources, _ledger),
        Updater = new TaskUpdater(_identity, _updates, environment.Time, environment.Ids, _counters, _drain),
        Updates = _updates,
        Identity = _identity,
        Time = environment.Time,
        Ids = environment.Ids,
        Logger = environment.Logs.CreateLogger<TaskSupervisor>(),
        OperatorVariables = _options.ExecutorEnvironmentVariables,
        ExecutorShutdownGrace = _options.ExecutorShutdownGracePeriod,
        Stopping = _stopping.Token,
        WantsKillingState = key => _ledger.FindFramework(key.FrameworkId) is { } framework
            && framework.Has(FrameworkInfo.Types.Capability.Types.Type.TaskKillingState),
        Ended = run => _dispatcher.OnEnded(run),
    };

    private ExecutorServices CreateExecutorServices() => new()
    {
        Node = _services,
        Limits = new ExecutorLimits
        {
            RegistrationTimeout = _options.ExecutorRegistrationTimeout,
            ReregistrationTimeout = _options.ExecutorReregistrationTimeout,
            RecoveryTimeout = _options.RecoveryTimeout,
            ShutdownGrace = _options.ExecutorShutdownGracePeriod,
            EnableCfs = _options.CgroupsEnableCfs,
        },
        FindFramework = _ledger.FindFramework,
        TasksOf = _ledger.TasksOf,
        Send = Link.TrySend,
        Ended = (run, status) => _dispatcher.OnExecutorEnded(run, status),
        Counters = _counters,
    };

    private async Task AbandonAsync(string why)
    {
        ExecutorMessages.Leaving(_logger, why);
        using var deadline = new CancellationTokenSource(LeaveTimeout);
        await _dispatcher.AbandonAllAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private double UsedDiskFraction()
    {
        var drive = new DriveInfo(_options.WorkDir);
        return drive.TotalSize == 0 ? 0 : 1 - ((double)drive.AvailableFreeSpace / drive.TotalSize);
    }
}
