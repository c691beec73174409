using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>One aspect of isolation. Stateless between calls: what it needs later is in the container's record.</summary>
internal interface IIsolator
{
    /// <summary>Name as in <c>--isolation</c>.</summary>
    string Name { get; }

    /// <summary>Contributes to a launch.</summary>
    /// <exception cref="ContainerLaunchException">The request cannot be honoured.</exception>
    void Prepare(ContainerSpec spec, LaunchInfo info)
    {
    }

    /// <summary>Applies the amounts of the record to the running container.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    void Update(ContainerRecord record)
    {
    }

    /// <summary>Adds what it can measure. <paramref name="processes"/> are all processes of the container.</summary>
    void Measure(ContainerRecord record, IReadOnlyList<int> processes, ResourceStatistics statistics)
    {
    }

    /// <summary>Completes when the container has hit a limit; never, or by cancellation, otherwise.</summary>
    Task<ContainerTermination> WatchAsync(ContainerRecord record, CancellationToken cancellationToken) =>
        Task.FromException<ContainerTermination>(new NotSupportedException());

    /// <summary>Whether <see cref="WatchAsync"/> is there.</summary>
    bool CanWatch => false;

    /// <summary>Looks once, after the last process ended and before its cgroups go, whether a limit had been hit.</summary>
    ContainerTermination? Inspect(ContainerRecord record) => null;
}
