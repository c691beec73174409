using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.HttpSupport;

/// <summary>Keeps what a process under test logs, up to a bound.</summary>
public sealed class LogCollector : ILoggerProvider
{
    private const int EntriesMax = 20_000;

    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>What was logged, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>What was logged as an error or worse.</summary>
    public IReadOnlyList<LogEntry> Errors => [.. _entries.Where(entry => entry.Level >= LogLevel.Error)];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            collector._entries.Enqueue(new LogEntry(logLevel, category, formatter(state, exception), exception));
            while (collector._entries.Count > EntriesMax)
            {
                collector._entries.TryDequeue(out _);
            }
        }
    }
}
