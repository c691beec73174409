
namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes <c>/tasks</c>.</summary>
internal static class LegacyTaskList
{
    /// <summary>Writes the tasks that a query asks for, sorted by their first status.</summary>
    public static Func<LegacyAnswer, ValueTask> Write(ClusterView view, TaskQuery query) => async answer =>
    {
        answer.Writer.WriteStartObject();
        answer.Writer.WriteStartArray("tasks");
        foreach (var task in Select(view, query))
        {
            LegacyTaskWriter.Write(answer.Writer, task);
            await answer.Flush();
        }

        answer.Writer.WriteEndArray();
        answer.Writer.WriteEndObject();
    };

    private static IEnumerable<Protocol.V1.Task> Select(ClusterView view, TaskQuery query)
    {
        var tasks = view.Tasks.Concat(view.UnreachableTasks).Concat(view.CompletedTasks)
            .Where(task => (query.FrameworkId is null || task.FrameworkId.Value == query.FrameworkId)
                && (query.TaskId is null || task.TaskId.Value == query.TaskId));
        var sorted = query.Ascending ? tasks.OrderBy(FirstStatus) : tasks.OrderByDescending(FirstStatus);
        var rest = sorted.Skip(Math.Max(query.Offset, 0));
        return query.Limit < 0 ? rest : rest.Take(query.Limit);
    }

    // A task without a status sorts before all others.
    private static double FirstStatus(Protocol.V1.Task task) =>
        task.Statuses.Count == 0 ? double.NegativeInfinity : task.Statuses[0].Timestamp;
}
