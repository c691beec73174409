namespace MesosOrleans.Client;

/// <summary>How a batch is run.</summary>
public sealed record BatchSchedulerOptions
{
    /// <summary>How often a task is tried, from 1, when its attempts get lost. A task that fails is not tried again.</summary>
    public int AttemptsMax { get; init; } = 3;

    /// <summary>How often the state of outstanding tasks is asked for, in case an update got lost.</summary>
    public TimeSpan ReconcileInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The clock behind the interval.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
