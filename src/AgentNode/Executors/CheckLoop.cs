namespace MesosOrleans.AgentNode.Executors;

/// <summary>Runs one check again and again until stopped: after the delay, then an interval after each end.</summary>
internal sealed class CheckLoop : IDisposable
{
    private readonly TaskRun _run;
    private readonly CheckPlan _plan;
    private readonly SupervisorServices _services;
    private readonly Action<CheckResult> _onResult;
    private readonly CheckProbe _probe;
    private readonly CancellationTokenSource _stop;
    private int _started;

    public CheckLoop(TaskRun run, CheckPlan plan, SupervisorServices services, Action<CheckResult> onResult)
    {
        _run = run;
        _plan = plan;
        _services = services;
        _onResult = onResult;
        _probe = new CheckProbe(run, plan, services);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(services.Stopping);
    }

    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            _ = Task.Run(LoopAsync);
        }
    }

    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    private async Task LoopAsync()
    {
        var token = _stop.Token;
        try
        {
            await Task.Delay(_plan.Delay, _services.Time, token);
            while (!token.IsCancellationRequested)
            {
                _onResult(await RunOnceAsync(token));
                await Task.Delay(_plan.Interval, _services.Time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            ExecutorMessages.SupervisionFailed(_services.Logger, _run.Key, exception);
        }
    }

    private async Task<CheckResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = _plan.Timeout > TimeSpan.Zero
            ? new CancellationTokenSource(_plan.Timeout, _services.Time)
            : new CancellationTokenSource();
        using var registration = timer.Token.Register(timeout.Cancel);
        try
        {
            return await _probe.RunAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return CheckResult.None($"The check did not answer within {_plan.Timeout.TotalSeconds:0.###} s");
        }
    }
}
