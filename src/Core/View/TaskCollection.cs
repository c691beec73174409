using System.Collections;

namespace MesosOrleans.Core.View;

/// <summary>Tasks at one moment, in the order in which they came. Immutable; shares what has not changed with others.</summary>
public sealed class TaskCollection : IReadOnlyCollection<Protocol.V1.Task>
{
    private readonly Protocol.V1.Task?[][] _chunks;

    internal TaskCollection(Protocol.V1.Task?[][] chunks, int count)
    {
        _chunks = chunks;
        Count = count;
    }

    /// <summary>No tasks.</summary>
    public static TaskCollection Empty { get; } = new([], 0);

    /// <inheritdoc />
    public int Count { get; }

    /// <inheritdoc />
    public IEnumerator<Protocol.V1.Task> GetEnumerator()
    {
        foreach (var chunk in _chunks)
        {
            foreach (var task in chunk)
            {
                if (task is not null)
                {
                    yield return task;
                }
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
