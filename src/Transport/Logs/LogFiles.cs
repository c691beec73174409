using System.Runtime.CompilerServices;

namespace MesosOrleans.Transport.Logs;

/// <summary>Opens logs. Apart from the log itself, so that what it needs is loaded only when there is one.</summary>
internal static class LogFiles
{
    /// <summary>Opens a log.</summary>
    /// <param name="directory">Where; it is created when it is missing.</param>
    /// <param name="name">What the files' names begin with.</param>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ICurrentLog Open(string directory, string name) => new LogFile(directory, name);
}
