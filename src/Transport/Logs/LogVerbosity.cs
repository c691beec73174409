namespace MesosOrleans.Transport.Logs;

/// <summary>
/// How much is logged, and for how long: level 0 is what the flag says, each level above it one step more. Thread-safe.
/// </summary>
/// <param name="configured">The least severe level that the flag lets through.</param>
/// <param name="time">The clock of the way back.</param>
internal sealed class LogVerbosity(LogLevel configured, TimeProvider time) : IDisposable
{
    private const string OwnCategories = "MesosOrleans";
    private readonly Lock _lock = new();
    private volatile int _level;
    private ITimer? _revert;
    private long _change;

    /// <summary>The level now.</summary>
    public int Level => _level;

    /// <summary>Whether an entry is to be logged. Libraries are raised to Information and no further: they say too much.</summary>
    public bool Allows(string? category, LogLevel level) => level >= Least(category) && level != LogLevel.None;

    /// <summary>Sets a level, and goes back to 0 after a duration.</summary>
    public void Set(int level, TimeSpan duration)
    {
        lock (_lock)
        {
            _revert?.Dispose();
            _revert = null;
            _level = Math.Max(0, level);
            var change = ++_change;
            if (_level > 0)
            {
                // Longer than a timer can be set for means: until it is set again.
                var wait = duration < TimeSpan.Zero ? TimeSpan.Zero : duration;
                _revert = wait.TotalMilliseconds < uint.MaxValue - 1
                    ? time.CreateTimer(_ => Revert(change), null, wait, Timeout.InfiniteTimeSpan)
                    : null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _revert?.Dispose();

    private LogLevel Least(string? category)
    {
        var least = Math.Max((int)LogLevel.Trace, (int)configured - _level);
        return (LogLevel)(category is null || category.StartsWith(OwnCategories, StringComparison.Ordinal)
            ? least
            : Math.Max(least, Math.Min((int)configured, (int)LogLevel.Information)));
    }

    private void Revert(long change)
    {
        lock (_lock)
        {
            if (change == _change)
            {
                _level = 0;
                _revert?.Dispose();
                _revert = null;
            }
        }
    }
}
