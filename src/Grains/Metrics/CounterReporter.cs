using MesosOrleans.Grains.Interfaces.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Metrics;

/// <summary>
/// Sends what a silo has counted to the metrics grain, once a second when there is something, and on demand. A report whose
/// outcome is unknown is sent again as it was.
/// </summary>
public sealed partial class CounterReporter(
    ClusterCounters counters, IGrainFactory grains, TimeProvider time, ILogger<CounterReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _source = Guid.NewGuid().ToString();
    private CounterReport? _pending;
    private long _sequence;

    /// <summary>Sends what there is.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; what was not sent is sent later.</exception>
    public async Task Flush(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _pending ??= counters.Take() is { } taken ? taken with { Source = _source, Sequence = ++_sequence } : null;
            if (_pending is { } report)
            {
                await grains.GetGrain<IMetricsGrain>(0).Report(report);
                _pending = null;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await Flush(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogNotSent(logger, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(1501, LogLevel.Information, "Counters could not be reported; they are sent again")]
    private static partial void LogNotSent(ILogger logger, Exception exception);
}
