namespace MesosOrleans.Bench.Launch;

/// <summary>What happened between <see cref="Begin"/> and <see cref="End"/>; shared by all schedulers.</summary>
internal sealed class LaunchCounters
{
    private readonly Lock _gate = new();
    private Latencies _acceptToRunning = new();
    private long _finished;
    private long _accepts;
    private long _begin;
    private string? _failure;

    /// <summary>Starts to count from nothing.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _acceptToRunning = new Latencies();
            _finished = 0;
            _accepts = 0;
            _begin = TimeProvider.System.GetTimestamp();
        }
    }

    /// <summary>What was counted since <see cref="Begin"/>.</summary>
    public LaunchRun End()
    {
        lock (_gate)
        {
            var run = new LaunchRun(_finished, _accepts, TimeProvider.System.GetElapsedTime(_begin), _acceptToRunning);
            _acceptToRunning = new Latencies();
            return run;
        }
    }

    /// <summary>An ACCEPT that is sent.</summary>
    public void Accepting() => Interlocked.Increment(ref _accepts);

    /// <summary>A task that runs.</summary>
    public void Running(TimeSpan sinceAccept)
    {
        lock (_gate)
        {
            _acceptToRunning.Add(sinceAccept);
        }
    }

    /// <summary>A task whose end was acknowledged.</summary>
    public void Finished() => Interlocked.Increment(ref _finished);

    /// <summary>Something that must not happen; the first one is kept.</summary>
    public void Failed(string why) => Interlocked.CompareExchange(ref _failure, why, null);

    /// <summary>Throws when anything failed: a rate with losses is no rate.</summary>
    /// <exception cref="InvalidOperationException">Something did.</exception>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw new InvalidOperationException(_failure);
        }
    }
}
