using System.Diagnostics;
using MesosOrleans.Dev.AllocationCases;

namespace MesosOrleans.Bench.Allocator;

/// <summary>Counts offers as they reach frameworks, from a moment on.</summary>
internal sealed class Arrivals : IDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<long> _reached = New();
    private long _start;
    private int _count;
    private int _awaited = int.MaxValue;

    public Arrivals() => CaseFrameworkGrain.Arrived += OnArrived;

    /// <summary>Starts from nothing.</summary>
    public void Start()
    {
        lock (_lock)
        {
            (_count, _awaited, _reached, _start) = (0, int.MaxValue, New(), Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Waits until so many have come; returns the milliseconds from the start to the last of them.</summary>
    public async Task<double> WaitFor(int count, TimeSpan patience)
    {
        lock (_lock)
        {
            _awaited = count;
            if (_count >= count)
            {
                _reached.TrySetResult(Stopwatch.GetTimestamp());
            }
        }

        return Stopwatch.GetElapsedTime(_start, await _reached.Task.WaitAsync(patience)).TotalMilliseconds;
    }

    public void Dispose() => CaseFrameworkGrain.Arrived -= OnArrived;

    private static TaskCompletionSource<long> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void OnArrived(int offers)
    {
        lock (_lock)
        {
            _count += offers;
            if (_count >= _awaited)
            {
                _reached.TrySetResult(Stopwatch.GetTimestamp());
            }
        }
    }
}
