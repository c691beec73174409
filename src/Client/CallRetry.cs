using MesosOrleans.Grains.Interfaces.Frameworks;
using Polly;
using Polly.Retry;

namespace MesosOrleans.Client;

/// <summary>Repeats calls that failed on the way to the cluster, with growing pauses.</summary>
internal sealed class CallRetry
{
    private const int NotSubscribed = 403;
    private const int Unavailable = 503;
    private const int RepeatsMax = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(3);
    private readonly ResiliencePipeline _lost;
    private readonly ResiliencePipeline<CallResult> _repeatable;
    private readonly ResiliencePipeline<CallResult> _once;

    public CallRetry(TimeProvider timeProvider)
    {
        _lost = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsLost(arguments.Outcome.Exception)),
                MaxRetryAttempts = RepeatsMax,
                Delay = FirstPause,
                MaxDelay = PauseMax,
                BackoffType = DelayBackoffType.Exponential,
            })
            .Build();
        _repeatable = Build(timeProvider, outcome =>
            IsLost(outcome.Exception) || outcome.Result?.Status is NotSubscribed or Unavailable);

        // A call that must not be made twice is repeated only where the cluster says that it changed nothing.
        _once = Build(timeProvider, outcome => outcome.Result?.Status is Unavailable);
    }

    /// <summary>Whether the call got lost on the way, as opposed to being answered.</summary>
    public static bool IsLost(Exception? failure) => failure is OrleansException or TimeoutException or IOException;

    /// <summary>Makes a call that is safe to make twice.</summary>
    /// <exception cref="MesosConnectionException">The cluster did not answer, however often it was asked.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _lost.ExecuteAsync(async _ => await call(), cancellationToken);
        }
        catch (Exception failure) when (IsLost(failure))
        {
            throw new MesosConnectionException("the cluster does not answer", failure);
        }
    }

    /// <summary>Makes a scheduler's call.</summary>
    /// <exception cref="MesosCallException">The cluster refused it.</exception>
    /// <exception cref="MesosConnectionException">The cluster did not answer.</exception>
    public async Task CallAsync(Func<Task<CallResult>> call, bool repeatable, CancellationToken cancellationToken)
    {
        CallResult result;
        try
        {
            var pipeline = repeatable ? _repeatable : _once;
            result = await pipeline.ExecuteAsync(async _ => await call(), cancellationToken);
        }
        catch (Exception failure) when (IsLost(failure))
        {
            throw new MesosConnectionException("the cluster does not answer; whether the call was taken is not known", failure);
        }

        if (!result.Succeeded)
        {
            throw new MesosCallException(result.Status, result.Message ?? $"refused with status {result.Status}");
        }
    }

    private static ResiliencePipeline<CallResult> Build(
        TimeProvider timeProvider, Func<Outcome<CallResult>, bool> shouldRepeat) =>
        new ResiliencePipelineBuilder<CallResult> { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions<CallResult>
            {
                ShouldHandle = arguments => ValueTask.FromResult(shouldRepeat(arguments.Outcome)),
                MaxRetryAttempts = RepeatsMax,
                Delay = FirstPause,
                MaxDelay = PauseMax,
                BackoffType = DelayBackoffType.Exponential,
            })
            .Build();
}
