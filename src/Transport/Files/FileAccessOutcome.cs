namespace MesosOrleans.Transport.Files;

/// <summary>Outcome of a look-up of a virtual path.</summary>
internal enum FileAccessOutcome
{
    /// <summary>Something is there.</summary>
    Found,

    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>The path leads out of what may be seen.</summary>
    Forbidden,
}
