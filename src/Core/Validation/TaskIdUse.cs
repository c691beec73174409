namespace MesosOrleans.Core.Validation;

/// <summary>What a framework's task id stands for when a launch wants it.</summary>
public enum TaskIdUse
{
    /// <summary>Nothing, or a task that has ended.</summary>
    None = 0,

    /// <summary>A task that has not ended.</summary>
    Live = 1,

    /// <summary>A task whose agent is unreachable: it may come back.</summary>
    Unreachable = 2,
}
