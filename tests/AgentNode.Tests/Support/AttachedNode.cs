using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>A whole node that is attached to a silo with a real gRPC server, for each test a new one.</summary>
public abstract class AttachedNode : IAsyncLifetime, IDisposable
{
    private protected TemporaryDirectory Work { get; } = new();

    private protected ProcessContainerizer Containers { get; } = new();

    private protected FakeSilo Silo { get; private set; } = null!;

    /// <summary>The node; a test that restarts it sets the new one.</summary>
    private protected TestNode Node { get; set; } = null!;

    private protected FakeLinkState State => Silo.State;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Silo = await FakeSilo.StartAsync();
        Node = await TestNode.StartAsync(Work.Path, Containers, [Silo.Address]);
        await Eventually.TrueAsync(() => Node.Host.Link.IsAttached, "the node attaches");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        await Silo.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the tests left running and removes the files.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Containers.Dispose();
            Work.Dispose();
        }
    }

    /// <summary>Waits until a task has ended.</summary>
    protected Task EndsAsync(string taskId) => Eventually.TrueAsync(
        () => State.StatesOf(taskId).LastOrDefault(TaskState.TaskStaging).IsTerminal(),
        $"{taskId} ends, but: {string.Join(", ", State.StatesOf(taskId))}");

    /// <summary>Waits until the silo has heard of a state.</summary>
    protected Task ReachesAsync(string taskId, TaskState state) => Eventually.TrueAsync(
        () => State.StatesOf(taskId).Contains(state), $"{taskId} is {state}, but: {string.Join(", ", State.StatesOf(taskId))}");
}
