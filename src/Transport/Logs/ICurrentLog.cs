namespace MesosOrleans.Transport.Logs;

/// <summary>A log that is written into files.</summary>
internal interface ICurrentLog : IDisposable
{
    /// <summary>The file that is written now.</summary>
    string CurrentPath { get; }

    /// <summary>What writes into it. What is let through is decided by the logging's own filters.</summary>
    ILoggerProvider CreateProvider();
}
