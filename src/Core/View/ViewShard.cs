using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>
/// The content of one shard of the read model, as a log of its changes. Pure and not thread-safe. What owners publish
/// wins over what they answer when they are asked: the answer may be older.
/// </summary>
public sealed class ViewShard
{
    private readonly ChangeLog _log = new(ViewLimits.RemovalsMax);
    private readonly BoundedHistory _completedFrameworks = new(ViewLimits.CompletedFrameworksMax);
    private readonly Dictionary<string, FrameworkTasks> _tasks = new(StringComparer.Ordinal);
    private readonly string _incarnation;
    private bool _complete;

    /// <summary>Begins a life of the shard.</summary>
    /// <param name="incarnation">Names this life; no other life of the shard has had the name.</param>
    public ViewShard(string incarnation) => _incarnation = incarnation;

    /// <summary>Where the shard stands.</summary>
    public ViewCursor Cursor => new() { Incarnation = _incarnation, Version = _log.Version };

    /// <summary>True once all owners were asked.</summary>
    public bool IsComplete => _complete;

    /// <summary>All owners were asked: what is not here by now does not exist.</summary>
    public void Complete()
    {
        _complete = true;
        _log.Bump();
    }

    /// <summary>An agent as it is now.</summary>
    public void Set(ViewAgent agent) => _log.Set(ViewKey.Of(agent), agent);

    /// <summary>An agent as it said when it was asked.</summary>
    public void Recover(ViewAgent agent)
    {
        if (_log.Find(ViewKey.Of(agent)) is null)
        {
            Set(agent);
        }
    }

    /// <summary>An agent is no more.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="announced">Whether those who follow the cluster's events are told (http-api.md 9.1).</param>
    public void RemoveAgent(string id, bool announced)
    {
        var key = new ViewKey(ViewRemoval.Types.Kind.Agent, id);
        if (_log.Find(key) is not ViewRemoval)
        {
            Remove(key, announced);
        }
    }

    /// <summary>A framework as it is now; one with an unregistered time is completed, and stays so.</summary>
    public void Set(GetFrameworks.Types.Framework framework)
    {
        var key = ViewKey.Of(framework);
        if (!IsCompleted(framework))
        {
            if (_log.Find(key) is not GetFrameworks.Types.Framework known || !IsCompleted(known))
            {
                _log.Set(key, framework);
            }

            return;
        }

        _log.Set(key, framework);
        if (_completedFrameworks.Add(key.Id) is { } oldest)
        {
            Forget(oldest);
        }
    }

    /// <summary>A framework as it said when it was asked.</summary>
    public void Recover(GetFrameworks.Types.Framework framework)
    {
        if (_log.Find(ViewKey.Of(framework)) is null)
        {
            Set(framework);
        }
    }

    /// <summary>A task as it is now; its state tells whether it has ended.</summary>
    public void Set(Protocol.V1.Task task)
    {
        if (!_tasks.TryGetValue(task.FrameworkId.Value, out var tasks))
        {
            _tasks.Add(task.FrameworkId.Value, tasks = new FrameworkTasks());
        }

        _log.Set(ViewKey.Of(task), task);
        if (tasks.Sort(task) is { } forgotten)
        {
            Remove(new ViewKey(ViewRemoval.Types.Kind.Task, forgotten, task.FrameworkId.Value), announced: false);
        }
    }

    /// <summary>A task as it said when it was asked.</summary>
    public void Recover(Protocol.V1.Task task)
    {
        if (_log.Find(ViewKey.Of(task)) is null)
        {
            Set(task);
        }
    }

    /// <summary>What has changed since a cursor; from the beginning when it is of another life, or too old.</summary>
    /// <param name="asked">The cursor.</param>
    /// <param name="entriesMax">Entries in the page at most.</param>
    public ViewPage Read(ViewCursor asked, int entriesMax = ViewLimits.PageEntriesMax)
    {
        var continues = asked.Incarnation == _incarnation && asked.Version >= _log.Floor && asked.Version <= _log.Version;
        var page = new ViewPage
        {
            Asked = asked,
            Next = Cursor,
            Restart = !continues,
            Complete = _complete,
            CaughtUp = true,
        };
        var count = 0;
        foreach (var entry in _log.After(continues ? asked.Version : 0))
        {
            if (count++ == entriesMax)
            {
                page.CaughtUp = false;
                break;
            }

            Add(page, entry);
            page.Next.Version = entry.Version;
        }

        page.Next.Version = page.CaughtUp ? _log.Version : page.Next.Version;
        return page;
    }

    internal static bool IsCompleted(GetFrameworks.Types.Framework framework) =>
        framework.UnregisteredTime is { Nanoseconds: > 0 };

    private static void Add(ViewPage page, ChangeLog.Entry entry)
    {
        switch (entry.Message)
        {
            case ViewAgent agent:
                page.Agents.Add(agent);
                break;
            case GetFrameworks.Types.Framework framework:
                page.Frameworks.Add(framework);
                break;
            case Protocol.V1.Task task:
                page.Tasks.Add(task);
                break;
            default:
                page.Removals.Add((ViewRemoval)entry.Message);
                break;
        }
    }

    private void Forget(string frameworkId)
    {
        Remove(new ViewKey(ViewRemoval.Types.Kind.Framework, frameworkId), announced: false);
        if (_tasks.Remove(frameworkId, out var tasks))
        {
            foreach (var id in tasks.Ids)
            {
                Remove(new ViewKey(ViewRemoval.Types.Kind.Task, id, frameworkId), announced: false);
            }
        }
    }

    private void Remove(ViewKey key, bool announced)
    {
        var removal = new ViewRemoval { Kind = key.Kind, Id = key.Id, Announced = announced };
        if (key.FrameworkId.Length > 0)
        {
            removal.FrameworkId = key.FrameworkId;
        }

        _log.Set(key, removal);
    }

    // Which of a framework's tasks there are, and which of them may have to make room.
    private sealed class FrameworkTasks
    {
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private readonly BoundedHistory _completed = new(ViewLimits.CompletedTasksPerFrameworkMax);
        private readonly BoundedHistory _unreachable = new(ViewLimits.UnreachableTasksPerFrameworkMax);

        public IReadOnlyCollection<string> Ids => _ids;

        // The id of a task that is too old to be kept, or null.
        public string? Sort(Protocol.V1.Task task)
        {
            var id = task.TaskId.Value;
            _ids.Add(id);
            var ended = TaskStates.IsTerminal(task.State);
            var unreachable = task.State == TaskState.TaskUnreachable;
            if (!ended)
            {
                _completed.Remove(id);
            }

            if (!unreachable)
            {
                _unreachable.Remove(id);
            }

            var forgotten = ended ? _completed.Add(id) : unreachable ? _unreachable.Add(id) : null;
            if (forgotten is not null)
            {
                _ids.Remove(forgotten);
            }

            return forgotten;
        }
    }
}
