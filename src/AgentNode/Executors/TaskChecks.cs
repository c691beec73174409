namespace MesosOrleans.AgentNode.Executors;

/// <summary>The check and the health check of one task. Thread-safe.</summary>
internal sealed class TaskChecks : IDisposable
{
    private readonly CheckLoop? _check;
    private readonly CheckLoop? _health;
    private readonly CheckStatusTracker _status;

    public TaskChecks(TaskRun run, SupervisorServices services, Action<StatusDetails> report, Action unhealthy)
    {
        _status = new CheckStatusTracker(run.Info.Check);
        if (run.Info.Check is { } check && check.HasType)
        {
            var plan = CheckPlan.Of(check);
            _check = new CheckLoop(run, plan, services, result => OnCheck(result, report));
        }

        if (run.Info.HealthCheck is { } healthCheck)
        {
            var plan = CheckPlan.Of(healthCheck);
            var health = new HealthTracker(healthCheck, services.Time.GetUtcNow());
            _health = new CheckLoop(run, plan, services, result => OnHealth(result, health, services, report, unhealthy));
        }
    }

    /// <summary>The last known health and check value.</summary>
    public StatusDetails Latest() => _status.Latest();

    public void Start()
    {
        _check?.Start();
        _health?.Start();
    }

    public void Pause()
    {
        _check?.Stop();
        _health?.Stop();
    }

    public void Dispose()
    {
        _check?.Dispose();
        _health?.Dispose();
    }

    private void OnCheck(CheckResult result, Action<StatusDetails> report)
    {
        if (_status.TakeCheck(result))
        {
            report(_status.Latest() with { Reason = TaskStatus.Types.Reason.TaskCheckStatusUpdated });
        }
    }

    private void OnHealth(
        CheckResult result,
        HealthTracker health,
        SupervisorServices services,
        Action<StatusDetails> report,
        Action unhealthy)
    {
        var verdict = health.Take(result, services.Time.GetUtcNow());
        if (verdict == HealthVerdict.Silent)
        {
            return;
        }

        _status.TakeHealth(verdict == HealthVerdict.Healthy);
        report(_status.Latest() with
        {
            Reason = TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated,
            Message = verdict == HealthVerdict.Healthy ? null : result.Explanation,
        });
        if (verdict == HealthVerdict.Kill)
        {
            unhealthy();
        }
    }
}
