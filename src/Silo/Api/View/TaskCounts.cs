using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.View;

/// <summary>Numbers of tasks by state, and the ids of what they belong to on the other side.</summary>
internal sealed class TaskCounts
{
    /// <summary>No tasks.</summary>
    public static readonly TaskCounts None = new();

    private readonly int[] _counts = new int[(int)TaskState.TaskUnknown + 1];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);

    /// <summary>Agents of a framework's tasks, or frameworks of an agent's.</summary>
    public IReadOnlyCollection<string> Others => _others;

    /// <summary>Number of tasks in a state.</summary>
    public int this[TaskState state] => _counts[(int)state];

    /// <summary>Counts a task.</summary>
    public void Add(TaskState state, string other)
    {
        if ((uint)state < (uint)_counts.Length)
        {
            _counts[(int)state]++;
        }

        _others.Add(other);
    }
}
