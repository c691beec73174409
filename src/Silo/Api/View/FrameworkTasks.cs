namespace MesosOrleans.Silo.Api.View;

/// <summary>The tasks of one framework.</summary>
internal sealed class FrameworkTasks
{
    /// <summary>No tasks.</summary>
    public static readonly FrameworkTasks None = new();

    private readonly List<Protocol.V1.Task> _active = [];
    private readonly List<Protocol.V1.Task> _unreachable = [];
    private readonly List<Protocol.V1.Task> _completed = [];

    /// <summary>Tasks that have not ended.</summary>
    public IReadOnlyList<Protocol.V1.Task> Active => _active;

    /// <summary>Tasks on agents that cannot be reached.</summary>
    public IReadOnlyList<Protocol.V1.Task> Unreachable => _unreachable;

    /// <summary>Tasks that have ended.</summary>
    public IReadOnlyList<Protocol.V1.Task> Completed => _completed;

    /// <summary>How many there are in each state, and on which agents.</summary>
    public TaskCounts Counts { get; } = new();

    /// <summary>Adds a task that has not ended.</summary>
    public void AddActive(Protocol.V1.Task task) => Add(_active, task);

    /// <summary>Adds a task on an agent that cannot be reached.</summary>
    public void AddUnreachable(Protocol.V1.Task task) => Add(_unreachable, task);

    /// <summary>Adds a task that has ended.</summary>
    public void AddCompleted(Protocol.V1.Task task) => Add(_completed, task);

    private void Add(List<Protocol.V1.Task> list, Protocol.V1.Task task)
    {
        list.Add(task);
        Counts.Add(task.State, task.AgentId.Value);
    }
}
