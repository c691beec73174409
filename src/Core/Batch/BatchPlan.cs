using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>
/// The state of a batch: which tasks wait for an offer, which run, how the others ended. Decides where tasks go
/// (first fit, in the order given). Not safe for use by several threads at once.
/// </summary>
public sealed class BatchPlan
{
    private readonly List<BatchTask> _waiting;
    private readonly Dictionary<string, Attempt> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BatchTaskResult> _results = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<BatchTask> _tasks;
    private readonly int _attemptsMax;

    /// <summary>Creates a plan with every task waiting.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="attemptsMax">How often a task is tried, from 1, when its attempts get lost.</param>
    /// <exception cref="ArgumentException">Two tasks have the same id.</exception>
    public BatchPlan(IReadOnlyList<BatchTask> tasks, int attemptsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attemptsMax, 1);
        var twice = tasks.GroupBy(task => task.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"two tasks have the id '{twice.Key}'", nameof(tasks));
        }

        _tasks = tasks;
        _waiting = [.. tasks];
        _attemptsMax = attemptsMax;
    }

    /// <summary>True while tasks wait for an offer.</summary>
    public bool WantsOffers => _waiting.Count > 0;

    /// <summary>True when every task has ended.</summary>
    public bool IsDone => _results.Count == _tasks.Count;

    /// <summary>Results of the tasks that have ended, in the order in which the tasks were given.</summary>
    public IReadOnlyList<BatchTaskResult> Results =>
        [.. _tasks.Where(task => _results.ContainsKey(task.Id)).Select(task => _results[task.Id])];

    /// <summary>Attempts that were launched and have not ended: task id and agent id, for reconciliation and kills.</summary>
    public IReadOnlyList<KeyValuePair<string, AgentID>> Outstanding =>
        [.. _running.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Offer.AgentId))];

    /// <summary>Decides on offers; the tasks placed count as launched from here on.</summary>
    public IReadOnlyList<OfferDecision> Place(IEnumerable<Offer> offers)
    {
        var decisions = new List<OfferDecision>();
        foreach (var offer in offers)
        {
            var packer = new OfferPacker(offer);
            var launch = new List<TaskInfo>();
            for (var index = 0; index < _waiting.Count;)
            {
                var task = _waiting[index];
                if (packer.TryTake(task.Resources) is not { } resources)
                {
                    index++;
                    continue;
                }

                _waiting.RemoveAt(index);
                launch.Add(Launch(task, offer, resources));
            }

            decisions.Add(new OfferDecision(offer, launch));
        }

        return decisions;
    }

    /// <summary>Takes a status in.</summary>
    /// <returns>What it meant, or null when it is about no attempt that is outstanding (a repeat, another's task).</returns>
    public BatchProgress? Update(TaskStatus status)
    {
        if (!_running.TryGetValue(status.TaskId.Value, out var attempt))
        {
            return null;
        }

        if (!TaskStates.IsOver(status.State))
        {
            return new BatchProgress(attempt.Task, status, attempt.Offer, Retried: false, Ended: false);
        }

        _running.Remove(status.TaskId.Value);
        var attempts = _attempts[attempt.Task.Id];
        if (TaskStates.IsLost(status.State) && attempts < _attemptsMax)
        {
            _waiting.Add(attempt.Task);
            return new BatchProgress(attempt.Task, status, attempt.Offer, Retried: true, Ended: false);
        }

        _results[attempt.Task.Id] = new BatchTaskResult
        {
            Task = attempt.Task,
            Status = status,
            Offer = attempt.Offer,
            Attempts = attempts,
        };
        return new BatchProgress(attempt.Task, status, attempt.Offer, Retried: false, Ended: true);
    }

    private TaskInfo Launch(BatchTask task, Offer offer, IReadOnlyList<Resource> resources)
    {
        var number = _attempts.GetValueOrDefault(task.Id) + 1;
        _attempts[task.Id] = number;
        var id = number == 1 ? task.Id : $"{task.Id}.{number}";
        var info = new TaskInfo
        {
            Name = task.Name ?? task.Id,
            TaskId = new TaskID { Value = id },
            AgentId = offer.AgentId,
            Command = task.Command,
        };
        if (task.Container is not null)
        {
            info.Container = task.Container;
        }

        info.Resources.AddRange(resources);
        _running[id] = new Attempt(task, offer);
        return info;
    }

    private sealed record Attempt(BatchTask Task, Offer Offer);
}
