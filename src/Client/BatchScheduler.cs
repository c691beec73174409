using MesosOrleans.Client.Events;
using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client;

/// <summary>
/// A scheduler for work that ends: takes a list of tasks, puts them on offers first-fit, follows them to their ends,
/// tries lost ones again. It is the only reader of its session's events.
/// </summary>
public sealed class BatchScheduler
{
    private static readonly TimeSpan RefuseWhenTooSmall = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefuseWhenDone = TimeSpan.FromMinutes(5);
    private readonly FrameworkSession _session;
    private readonly BatchSchedulerOptions _options;
    private readonly BatchPlan _plan;
    private readonly Action<BatchProgress>? _onProgress;
    private bool _suppressed;

    /// <summary>Prepares a run.</summary>
    /// <param name="session">The framework's session; <see cref="FrameworkSessionOptions.AcknowledgeAutomatically"/> is on.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="options">How the batch is run; defaults when null.</param>
    /// <param name="onProgress">Told about every status, as it comes.</param>
    /// <exception cref="ArgumentException">Two tasks have the same id.</exception>
    public BatchScheduler(
        FrameworkSession session, IReadOnlyList<BatchTask> tasks, BatchSchedulerOptions? options = null, Action<BatchProgress>? onProgress = null)
    {
        _session = session;
        _options = options ?? new BatchSchedulerOptions();
        _plan = new BatchPlan(tasks, _options.AttemptsMax);
        _onProgress = onProgress;
    }

    /// <summary>Runs the tasks until every one has ended.</summary>
    /// <param name="cancellationToken">Stops following; tasks that run are left running.</param>
    /// <returns>How each task ended, in the order given.</returns>
    /// <exception cref="SessionEndedException">The session ended before the tasks did.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<IReadOnlyList<BatchTaskResult>> RunAsync(CancellationToken cancellationToken = default)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new PeriodicTimer(_options.ReconcileInterval, _options.TimeProvider);
        var events = _session.ReadEventsAsync(leaving.Token).GetAsyncEnumerator(leaving.Token);
        var next = Task.FromResult(true);
        try
        {
            var tick = timer.WaitForNextTickAsync(leaving.Token).AsTask();
            while (!_plan.IsDone)
            {
                next = events.MoveNextAsync().AsTask();
                while (await Task.WhenAny(next, tick) == tick)
                {
                    await tick;
                    tick = timer.WaitForNextTickAsync(leaving.Token).AsTask();
                    await ReconcileAsync(cancellationToken);
                }

                if (!await next)
                {
                    throw new SessionEndedException("the session was closed before the tasks ended");
                }

                await HandleAsync(events.Current, cancellationToken);
            }
        }
        finally
        {
            // An enumerator must not be disposed while it is moving.
            await leaving.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }

        return _plan.Results;
    }

    private async Task HandleAsync(SchedulerEvent item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case Subscribed { Again: true }:
                // A new session starts without suppression and without offers; what ran meanwhile must be asked for.
                _suppressed = false;
                await ReconcileAsync(cancellationToken);
                break;
            case OffersReceived received:
                await PlaceAsync(received.Offers, cancellationToken);
                break;
            case TaskUpdated updated:
                await UpdateAsync(updated.Status, cancellationToken);
                break;
            case SubscriptionEnded ended:
                throw new SessionEndedException(ended.Reason);
        }
    }

    private async Task PlaceAsync(IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        foreach (var decision in _plan.Place(offers))
        {
            if (decision.Launch.Count > 0)
            {
                await TryAsync(() => _session.LaunchAsync(decision.Offer, decision.Launch, null, cancellationToken));
            }
            else
            {
                var refuseFor = _plan.WantsOffers ? RefuseWhenTooSmall : RefuseWhenDone;
                await TryAsync(() => _session.DeclineAsync([decision.Offer.Id], refuseFor, cancellationToken));
            }
        }

        if (!_plan.WantsOffers && !_suppressed)
        {
            _suppressed = true;
            await TryAsync(() => _session.SuppressAsync(null, cancellationToken));
        }
    }

    private async Task UpdateAsync(TaskStatus status, CancellationToken cancellationToken)
    {
        if (_plan.Update(status) is not { } progress)
        {
            return;
        }

        _onProgress?.Invoke(progress);
        if (_plan.IsDone)
        {
            // The loop is left without asking for another event, which would have acknowledged this one.
            await TryAsync(() => _session.AcknowledgeAsync(status, cancellationToken));
        }
        else if (progress.Retried)
        {
            _suppressed = false;
            await TryAsync(() => _session.ReviveAsync(null, cancellationToken));
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var outstanding = _plan.Outstanding;
        if (outstanding.Count > 0)
        {
            await TryAsync(() => _session.ReconcileAsync(outstanding, cancellationToken));
        }

        if (_plan.WantsOffers)
        {
            await TryAsync(() => _session.ReviveAsync(null, cancellationToken));
        }
    }

    // A call that is refused or lost is no reason to stop: reconciliation tells what became of it.
    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception failure) when (failure is MesosCallException or MesosConnectionException)
        {
            return;
        }
    }
}
