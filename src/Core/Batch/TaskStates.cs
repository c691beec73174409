using System.Collections.Frozen;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>What a scheduler concludes from a task's state.</summary>
public static class TaskStates
{
    private static readonly FrozenDictionary<int, string> Names = MesosReflection.Descriptor.EnumTypes
        .Single(type => type.Name == nameof(TaskState))
        .Values.ToFrozenDictionary(value => value.Number, value => value.Name);

    /// <summary>True when nothing of the attempt runs any more, or ever did.</summary>
    public static bool IsOver(TaskState state) => state is TaskState.TaskFinished or TaskState.TaskFailed
        or TaskState.TaskKilled or TaskState.TaskError || IsLost(state);

    /// <summary>True when the attempt was lost through no fault of the task: another attempt may succeed.</summary>
    public static bool IsLost(TaskState state) => state is TaskState.TaskLost or TaskState.TaskDropped
        or TaskState.TaskGone or TaskState.TaskGoneByOperator or TaskState.TaskUnknown;

    /// <summary>The state as Mesos writes it: <c>TASK_RUNNING</c>.</summary>
    public static string NameOf(TaskState state) => Names.GetValueOrDefault((int)state) ?? $"TASK_STATE_{(int)state}";
}
