using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Starts containers under a monitor that outlives the agent node, and ends them. isolation.md 2.</summary>
internal interface ILauncher : IDisposable
{
    /// <summary>Name as operators know it.</summary>
    string Name { get; }

    /// <summary>
    /// Starts the container. <paramref name="checkpoint"/> is called as soon as the processes are known and before the
    /// launch counts as done.
    /// </summary>
    /// <exception cref="ContainerLaunchException">
    /// Nothing was started, or the request asks for what this launcher cannot do. The caller cleans up.
    /// </exception>
    Task<ContainerProcesses> LaunchAsync(
        ContainerFiles files,
        LaunchInfo info,
        Action<ContainerProcesses> checkpoint,
        CancellationToken cancellationToken);

    /// <summary>The processes of a container that ended its launch without a checkpoint, or null.</summary>
    ContainerProcesses? FindProcesses(ContainerFiles files);

    /// <summary>All processes of the container, its monitor excepted.</summary>
    IReadOnlyList<int> Processes(ContainerRecord record);

    /// <summary>Sends a signal to all processes of the container but some.</summary>
    void Signal(ContainerRecord record, int signal, IReadOnlySet<int> except);

    /// <summary>Kills all processes of the container, those that are being forked too; completes when none is left.</summary>
    /// <exception cref="TimeoutException">Some could not be killed.</exception>
    Task KillAsync(ContainerRecord record, CancellationToken cancellationToken);

    /// <summary>Removes what the launcher made, after the last process has ended.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    Task CleanUpAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Ids of containers that left traces outside the runtime directory.</summary>
    IReadOnlyCollection<string> FindOrphans();
}
