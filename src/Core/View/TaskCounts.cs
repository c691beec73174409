using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.View;

/// <summary>Numbers of tasks by state, and the ids of what they belong to on the other side.</summary>
public sealed class TaskCounts
{
    internal const int States = (int)TaskState.TaskUnknown + 1;

    /// <summary>No tasks.</summary>
    public static readonly TaskCounts None = new();

    private readonly int[] _counts;
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly IReadOnlyCollection<string> _others;

    /// <summary>Counts nothing yet.</summary>
    public TaskCounts()
    {
        _counts = new int[States];
        _others = _added;
    }

    // Frozen: what was counted elsewhere.
    internal TaskCounts(int[] counts, IReadOnlyCollection<string> others)
    {
        _counts = counts;
        _others = others;
    }

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

        _added.Add(other);
    }
}
