using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>What the supervisors of custom executors use beside what every supervisor does.</summary>
internal sealed record ExecutorServices
{
    public required SupervisorServices Node { get; init; }

    public required ExecutorLimits Limits { get; init; }

    /// <summary>The framework of an id, or null.</summary>
    public required Func<string, FrameworkInfo?> FindFramework { get; init; }

    /// <summary>The tasks of an executor that are not forgotten.</summary>
    public required Func<ExecutorRun, IReadOnlyList<TaskRun>> TasksOf { get; init; }

    /// <summary>Sends to the silo; what finds no link is lost.</summary>
    public required Func<NodeMessage, bool> Send { get; init; }

    /// <summary>Told when an executor is gone: status as wait(2) gives it, -1 when unknown; null when nobody is to hear.</summary>
    public required Action<ExecutorRun, int?> Ended { get; init; }

    public required NodeCounters Counters { get; init; }
}
