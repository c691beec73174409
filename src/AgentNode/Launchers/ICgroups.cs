namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The cgroups of our containers. Paths derive from the container's id only, so they need no checkpoint.</summary>
internal interface ICgroups
{
    /// <summary>Whether the host has the unified hierarchy.</summary>
    bool IsUnified { get; }

    /// <summary>The container's cgroup as the OCI runtime wants it: absolute within each hierarchy.</summary>
    string RuntimePath(string containerId);

    /// <summary>Path of a control file of the container.</summary>
    string FilePath(string controller, string containerId, string file);

    /// <summary>All processes of the container, nested cgroups included; none if it has no cgroup.</summary>
    IReadOnlyList<int> Processes(string containerId);

    /// <summary>Kills all processes of the container, those being forked too, and waits until none is left.</summary>
    /// <exception cref="TimeoutException">Some could not be killed.</exception>
    Task KillAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Removes the container's cgroups.</summary>
    /// <exception cref="TimeoutException">A cgroup is in use and stays so.</exception>
    Task RemoveAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Names of the containers that have a cgroup.</summary>
    IReadOnlyCollection<string> Containers();

    /// <summary>
    /// Makes the calling thread's children be born outside the cgroup of the agent node's service, which a service
    /// manager empties when it stops the agent node. False if only a move after the birth does it (cgroup v2).
    /// </summary>
    bool TryLeaveServiceCgroup();

    /// <summary>Moves a process into a container's cgroups.</summary>
    /// <exception cref="IOException">The container has none, or the system refused.</exception>
    void Join(string containerId, int pid);

    /// <summary>Moves a process out of the agent node's service cgroup.</summary>
    void LeaveServiceCgroup(int pid);
}
