using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.AgentNode.Volumes;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>What every supervisor uses; one instance for the whole node.</summary>
internal sealed record SupervisorServices
{
    public required IContainerizer Containerizer { get; init; }

    public required UriFetcher Fetcher { get; init; }

    public required VolumeProvider Volumes { get; init; }

    public required TaskUpdater Updater { get; init; }

    public required StatusUpdateManager Updates { get; init; }

    public required AgentIdentity Identity { get; init; }

    public required TimeProvider Time { get; init; }

    public required IdFactory Ids { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Variables that the operator adds to every task.</summary>
    public IReadOnlyDictionary<string, string> OperatorVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>Grace of an executor that is shut down, unless it names its own.</summary>
    public TimeSpan ExecutorShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Cancelled when this process ends; containers go on.</summary>
    public required CancellationToken Stopping { get; init; }

    /// <summary>Bounds how many containers are started at once.</summary>
    public SemaphoreSlim LaunchSlots { get; } = new(Limits.ConcurrentLaunchesMax);

    /// <summary>Whether the framework of a task wants to hear TASK_KILLING.</summary>
    public required Func<TaskKey, bool> WantsKillingState { get; init; }

    /// <summary>Told when a task has ended, after its last update was taken.</summary>
    public required Action<TaskRun> Ended { get; init; }
}
