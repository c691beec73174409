namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>Why a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>It has not ended.</summary>
    Open = 0,

    /// <summary>The framework ended it: an ERROR was the last event, or it was removed.</summary>
    ByFramework = 1,

    /// <summary>Another session has taken the framework over, or it is gone.</summary>
    Superseded = 2,

    /// <summary>The client closed its connection.</summary>
    ByClient = 3,

    /// <summary>The client did not read its stream.</summary>
    Stalled = 4,

    /// <summary>This silo is stopping.</summary>
    Stopping = 5,
}
