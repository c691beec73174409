namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>
/// Runs containers that outlive this process: each one is held by a monitor of its own, so that an agent node that is
/// killed and started again finds its containers running, or the exit status of those that ended meanwhile.
/// Facts: isolation.md 1, 3, 4, 10.
/// </summary>
public interface IContainerizer
{
    /// <summary>The launcher's name as operators know it: <c>linux</c> (crun under conmon) or <c>posix</c>.</summary>
    string Launcher { get; }

    /// <summary>
    /// Starts a container. When the task completes, the command has been started and its output goes to
    /// <c>stdout</c> and <c>stderr</c> in the sandbox, which must exist.
    /// </summary>
    /// <exception cref="ContainerLaunchException">The container could not be started; nothing of it is left behind.</exception>
    Task<LaunchedContainer> LaunchAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <summary>Completes when the container has ended, however often and late it is asked.</summary>
    /// <exception cref="KeyNotFoundException">No such container is known.</exception>
    Task<ContainerTermination> WaitAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Sends a signal to every process of the container. Does nothing when it has ended.</summary>
    Task SignalAsync(string containerId, int signal, CancellationToken cancellationToken);

    /// <summary>
    /// Kills every process of the container, waits for its end, removes its cgroups and runtime files and forgets it.
    /// The sandbox stays. Unknown containers are no error.
    /// </summary>
    Task DestroyAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a running container other amounts. A limit of memory is never lowered. Does nothing when the container is
    /// unknown or has ended.
    /// </summary>
    /// <exception cref="IOException">The system refused.</exception>
    void Update(string containerId, ContainerAmounts amounts);

    /// <summary>What it is doing at this moment.</summary>
    IReadOnlyCollection<PendingOperation> Pending => [];

    /// <summary>What the container uses now, or null when it is unknown or cannot be measured.</summary>
    Task<Protocol.V1.ResourceStatistics?> UsageAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Called once at start, before anything else. Takes up the containers of an earlier process that
    /// <paramref name="expected"/> names, ended ones included, and destroys all others of ours.
    /// </summary>
    /// <returns>The ids that were found; an expected id that is missing has left no trace.</returns>
    Task<IReadOnlyList<string>> RecoverAsync(IReadOnlyCollection<string> expected, CancellationToken cancellationToken);
}
