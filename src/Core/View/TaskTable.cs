namespace MesosOrleans.Core.View;

/// <summary>
/// Tasks in the order in which they came. A list that was given out stays as it is: a chunk that it shares is copied
/// before it is written to, all others are not. Not thread-safe; the lists are.
/// </summary>
internal sealed class TaskTable
{
    private const int ChunkLength = 256;

    private readonly List<Protocol.V1.Task?[]> _chunks = [];
    private readonly List<bool> _shared = [];
    private List<TaskRow?> _rows = [];
    private TaskCollection? _list;

    public int Count { get; private set; }

    public void Add(TaskRow row)
    {
        if (_rows.Count >= ChunkLength && _rows.Count >= 2 * Count)
        {
            Compact();
        }

        Append(row);
        Count++;
    }

    /// <summary>The row's task was replaced.</summary>
    public void Update(TaskRow row) => Write(row.Slot, row.Task);

    public void Remove(TaskRow row)
    {
        Write(row.Slot, null);
        _rows[row.Slot] = null;
        Count--;
    }

    /// <summary>The tasks as they are now.</summary>
    public TaskCollection Freeze()
    {
        if (_list is null)
        {
            for (var i = 0; i < _shared.Count; i++)
            {
                _shared[i] = true;
            }

            _list = Count == 0 ? TaskCollection.Empty : new TaskCollection([.. _chunks], Count);
        }

        return _list;
    }

    private void Append(TaskRow row)
    {
        row.Slot = _rows.Count;
        _rows.Add(row);
        if (row.Slot / ChunkLength == _chunks.Count)
        {
            _chunks.Add(new Protocol.V1.Task?[ChunkLength]);
            _shared.Add(false);
        }

        Write(row.Slot, row.Task);
    }

    private void Write(int slot, Protocol.V1.Task? task)
    {
        _list = null;
        var chunk = slot / ChunkLength;
        if (_shared[chunk])
        {
            _chunks[chunk] = (Protocol.V1.Task?[])_chunks[chunk].Clone();
            _shared[chunk] = false;
        }

        _chunks[chunk][slot % ChunkLength] = task;
    }

    // At least half of the places are empty: each is paid for by a removal.
    private void Compact()
    {
        var rows = _rows;
        _rows = new List<TaskRow?>(Count + ChunkLength);
        _chunks.Clear();
        _shared.Clear();
        foreach (var row in rows)
        {
            if (row is not null)
            {
                Append(row);
            }
        }
    }
}
