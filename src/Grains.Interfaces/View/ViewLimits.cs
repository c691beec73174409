namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>Bounds of the read model.</summary>
public static class ViewLimits
{
    /// <summary>Ended tasks kept for each framework.</summary>
    public const int CompletedTasksPerFrameworkMax = 1000;

    /// <summary>Completed frameworks kept in each shard.</summary>
    public const int CompletedFrameworksMax = 50;
}
