using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode;

/// <summary>The containerizer that was chosen, and the isolators that are at work in it.</summary>
internal sealed record NodeContainers(IContainerizer Containerizer, IReadOnlyList<string> Isolators) : IDisposable
{
    /// <summary>Stops watching; containers go on.</summary>
    public void Dispose() => (Containerizer as IDisposable)?.Dispose();
}
