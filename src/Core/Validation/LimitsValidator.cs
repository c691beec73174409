using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>The limits that a task may be held to beyond what it asks for (http-api.md 5.5, rule 8).</summary>
internal static class LimitsValidator
{
    /// <summary>Why the limits are invalid, or null.</summary>
    /// <param name="task">The task.</param>
    /// <param name="canLimit">Whether its agent can hold tasks to limits.</param>
    public static string? Validate(TaskInfo task, bool canLimit)
    {
        if (task.Limits.Count == 0)
        {
            return null;
        }

        if (!canLimit)
        {
            return "Agent is not capable of handling task resource limits";
        }

        if (task.Limits.Keys.Any(name => name is not (ResourceNames.Cpus or ResourceNames.Mem)))
        {
            return "Only cpus and mem may be included in a task's resource limits";
        }

        var resources = ResourceSet.FromProto(task.Resources);
        return Validate(task, resources, ResourceNames.Cpus, "CPU", "cpu") ?? Validate(task, resources, ResourceNames.Mem, "memory", "memory");
    }

    private static string? Validate(TaskInfo task, ResourceSet resources, string name, string title, string text)
    {
        if (!task.Limits.TryGetValue(name, out var limit))
        {
            return null;
        }

        if (resources.Get(name).GetScalar(name) is not { } request)
        {
            return $"When a {title} limit is specified, a {title} request must also be specified";
        }

        return limit.Value < request ? $"The {text} limit must be greater than or equal to the {text} request" : null;
    }
}
