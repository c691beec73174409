using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>
/// One framework of the copy of the read model, with its tasks by what has become of them. There may be tasks of a
/// framework that is not, or not yet, known.
/// </summary>
internal sealed class FrameworkRow
{
    private readonly TaskTable _active = new();
    private readonly TaskTable _unreachable = new();
    private readonly TaskTable _completed = new();
    private readonly TaskTally _tally = new();
    private readonly Dictionary<string, (ResourceSet Used, ExecutorInfo[] Executors)> _onAgents = new(StringComparer.Ordinal);
    private FrameworkView? _view;

    /// <summary>The framework as it is now; null while only others speak of it.</summary>
    public GetFrameworks.Types.Framework? Message { get; private set; }

    /// <summary>Its offers by id.</summary>
    public Dictionary<string, Offer> Offers { get; } = new(StringComparer.Ordinal);

    /// <summary>Its tasks by id.</summary>
    public Dictionary<string, TaskRow> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>The shard that it is of.</summary>
    public int Shard { get; set; }

    /// <summary>The reading of the shard that named it last.</summary>
    public int Reading { get; set; }

    /// <summary>True when nobody speaks of it.</summary>
    public bool IsEmpty => Message is null && Tasks.Count == 0 && _onAgents.Count == 0;

    /// <summary>True when it is known and was removed.</summary>
    public bool IsCompleted => Message is not null && ViewShard.IsCompleted(Message);

    public void Set(GetFrameworks.Types.Framework? message)
    {
        Message = message;
        _view = null;
    }

    /// <summary>What it holds and runs on an agent now.</summary>
    public void SetOnAgent(string agentId, ResourceSet used, ExecutorInfo[] executors)
    {
        if (used.IsEmpty && executors.Length == 0)
        {
            _onAgents.Remove(agentId);
        }
        else
        {
            _onAgents[agentId] = (used, executors);
        }

        _view = null;
    }

    /// <summary>Takes a task in.</summary>
    public void Set(Protocol.V1.Task task, int reading)
    {
        _view = null;
        var table = TableOf(task.State);
        if (!Tasks.TryGetValue(task.TaskId.Value, out var row))
        {
            row = new TaskRow { Task = task, Table = table, Reading = reading };
            Tasks.Add(task.TaskId.Value, row);
            table.Add(row);
            _tally.Add(task.State, task.AgentId.Value);
            return;
        }

        _tally.Remove(row.Task.State, row.Task.AgentId.Value);
        _tally.Add(task.State, task.AgentId.Value);
        row.Task = task;
        row.Reading = reading;
        if (row.Table == table)
        {
            table.Update(row);
            return;
        }

        row.Table.Remove(row);
        row.Table = table;
        table.Add(row);
    }

    /// <summary>Forgets a task that is here.</summary>
    public void Remove(TaskRow row)
    {
        _view = null;
        Tasks.Remove(row.Task.TaskId.Value);
        row.Table.Remove(row);
        _tally.Remove(row.Task.State, row.Task.AgentId.Value);
    }

    /// <summary>The framework at this moment.</summary>
    public FrameworkView Freeze() => _view ??= new FrameworkView(Message, [.. _onAgents.Values.Select(some => some.Used)])
    {
        Tasks = _active.Freeze(),
        UnreachableTasks = _unreachable.Freeze(),
        CompletedTasks = _completed.Freeze(),
        Counts = _tally.Freeze(),
        Executors = [.. _onAgents.SelectMany(some => some.Value.Executors.Select(executor => (some.Key, executor)))],
    };

    private TaskTable TableOf(TaskState state) => TaskStates.IsTerminal(state)
        ? _completed
        : state == TaskState.TaskUnreachable ? _unreachable : _active;
}
