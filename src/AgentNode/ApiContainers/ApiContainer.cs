using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>A container that was launched by a call of the operator API: one of its own, or one within another.</summary>
internal sealed class ApiContainer
{
    private readonly TaskCompletionSource<ContainerTermination> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The id that the caller chose.</summary>
    public required ContainerID Id { get; init; }

    /// <summary>The containerizer's id, which is the agent node's own.</summary>
    public required string InternalId { get; init; }

    public required string Sandbox { get; init; }

    /// <summary>The user it runs as, or null for the node's own.</summary>
    public string? User { get; init; }

    /// <summary>What a session is talked with through; null for all others.</summary>
    public SessionStreams? Streams { get; init; }

    /// <summary>Process id of its first process, when known.</summary>
    public int? Pid { get; set; }

    public bool IsStandalone => Id.Parent is null;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Completes with the way it ended.</summary>
    public Task<ContainerTermination> Ended => _ended.Task;

    public void End(ContainerTermination termination) => _ended.TrySetResult(termination);
}
