using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>A container that the containerizer knows.</summary>
internal sealed class Container(ContainerFiles files, ContainerRecord record)
{
    private readonly TaskCompletionSource<ContainerTermination> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task? _destruction;
    private bool _isEnding;

    internal ContainerFiles Files => files;

    /// <summary>What is on disk of it. Replaced once during the launch, when the processes are known.</summary>
    internal ContainerRecord Record { get; set; } = record;

    /// <summary>Completes with the way it ended.</summary>
    internal Task<ContainerTermination> Ended => _ended.Task;

    /// <summary>Set when its first process has ended: no other container can live in it any more.</summary>
    internal bool IsEnding
    {
        get => Volatile.Read(ref _isEnding);
        set => Volatile.Write(ref _isEnding, value);
    }

    /// <summary>The limit that it hit, if any; the first one counts.</summary>
    internal ContainerTermination? Limitation { get; set; }

    internal void End(ContainerTermination termination) => _ended.TrySetResult(termination);

    /// <summary>All who destroy a container wait for the same destruction; one that failed is tried again.</summary>
    internal Task DestroyOnce(Func<Task> destroy)
    {
        lock (_gate)
        {
            if (_destruction is null || _destruction.IsFaulted || _destruction.IsCanceled)
            {
                _destruction = destroy();
            }

            return _destruction;
        }
    }
}
