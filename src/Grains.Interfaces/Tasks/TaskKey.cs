namespace MesosOrleans.Grains.Interfaces.Tasks;

/// <summary>Key of a task's grain. Neither id may contain a slash (http-api.md 3.1), so the form is unambiguous.</summary>
public static class TaskKey
{
    /// <summary>The key of a task.</summary>
    public static string Of(string frameworkId, string taskId) => $"{frameworkId}/{taskId}";
}
