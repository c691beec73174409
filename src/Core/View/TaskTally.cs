using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.View;

/// <summary>Counts tasks that come and go; gives out counts that stay as they are.</summary>
internal sealed class TaskTally
{
    private readonly int[] _counts = new int[TaskCounts.States];
    private readonly Dictionary<string, int> _others = new(StringComparer.Ordinal);
    private string[]? _names;
    private TaskCounts? _frozen;

    /// <summary>True when there is no task.</summary>
    public bool IsEmpty => _others.Count == 0;

    public void Add(TaskState state, string other)
    {
        Count(state, 1);
        if (!_others.TryAdd(other, 1))
        {
            _others[other]++;
            return;
        }

        _names = null;
    }

    public void Remove(TaskState state, string other)
    {
        Count(state, -1);
        if (--_others[other] == 0)
        {
            _others.Remove(other);
            _names = null;
        }
    }

    /// <summary>The counts as they are now.</summary>
    public TaskCounts Freeze() => _frozen ??= new TaskCounts((int[])_counts.Clone(), _names ??= [.. _others.Keys]);

    private void Count(TaskState state, int by)
    {
        _frozen = null;
        if ((uint)state < (uint)_counts.Length)
        {
            _counts[(int)state] += by;
        }
    }
}
