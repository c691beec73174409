namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// Removes sandboxes some time after their tasks ended, sooner when the disk fills up. One path at a time.
/// Facts: agent.md 20. Thread-safe.
/// </summary>
internal sealed class SandboxCollector(CollectorOptions options, TimeProvider time, ILogger<SandboxCollector> logger)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<string, DateTimeOffset> _due = new();
    private readonly Dictionary<string, DateTimeOffset> _scheduled = new(StringComparer.Ordinal);
    private long _removed;
    private long _failed;

    public long Removed => Interlocked.Read(ref _removed);

    public long Failed => Interlocked.Read(ref _failed);

    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _scheduled.Count;
            }
        }
    }

    /// <summary>Schedules a path, gc_delay after a moment; a second call replaces the first.</summary>
    public void Schedule(string path, DateTimeOffset since)
    {
        lock (_lock)
        {
            if (_due.Count < Limits.CollectablePathsMax)
            {
                _scheduled[path] = since + options.Delay;
                _due.Enqueue(path, since + options.Delay);
            }
        }
    }

    /// <summary>Takes a path off the schedule.</summary>
    public void Unschedule(string path)
    {
        lock (_lock)
        {
            _scheduled.Remove(path);
        }
    }

    /// <summary>How long ended tasks' files may stay when a fraction of the disk is used. Pure.</summary>
    public static TimeSpan AllowedAge(TimeSpan delay, double headroom, double used)
        => delay * Math.Max(0, 1 - headroom - used);

    /// <summary>Removes everything that is due, now and at every interval until cancelled.</summary>
    public async Task RunAsync(Func<double> usedFraction, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                Collect(AllowedAge(options.Delay, options.Headroom, usedFraction()));
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>How long ended tasks' files may stay, as the last look at the disk had it.</summary>
    public TimeSpan LastAllowedAge { get; private set; } = options.Delay;

    /// <summary>Removes every path whose remaining time is within the delay less the allowed age.</summary>
    public void Collect(TimeSpan allowedAge)
    {
        LastAllowedAge = allowedAge;
        var limit = time.GetUtcNow() + (options.Delay - allowedAge);
        while (TryTake(limit, out var path))
        {
            Remove(path);
        }
    }

    private bool TryTake(DateTimeOffset limit, out string path)
    {
        lock (_lock)
        {
            while (_due.TryPeek(out path!, out var due) && due <= limit)
            {
                _due.Dequeue();
                if (_scheduled.TryGetValue(path, out var current) && current == due)
                {
                    _scheduled.Remove(path);
                    return true;
                }
            }
        }

        path = "";
        return false;
    }

    private void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
                Prune(Path.GetDirectoryName(path)!);
                Interlocked.Increment(ref _removed);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failed);
            RecoveryMessages.RemovalFailed(logger, path, exception.Message);
        }
    }

    /// <summary>With the last run of an executor go the link to it and the executor's own directory.</summary>
    private static void Prune(string runs)
    {
        var latest = Path.Combine(runs, AgentLayout.LatestName);
        if (Path.GetFileName(runs) != "runs" || Directory.EnumerateDirectories(runs).Any(path => path != latest))
        {
            return;
        }

        File.Delete(latest);
        Directory.Delete(runs);
        Directory.Delete(Path.GetDirectoryName(runs)!);
    }
}
