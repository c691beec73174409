using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode;

/// <summary>Names a task on this node.</summary>
public readonly record struct TaskKey(string FrameworkId, string TaskId)
{
    public static TaskKey Of(FrameworkID framework, TaskID task)
    {
        ArgumentNullException.ThrowIfNull(framework);
        ArgumentNullException.ThrowIfNull(task);
        return new TaskKey(framework.Value, task.Value);
    }

    public override string ToString() => $"{TaskId} of framework {FrameworkId}";
}
