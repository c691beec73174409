using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>
/// Counts failures of a health check. Failures before the first success and within the grace period do not count.
/// Pure; facts: agent.md 16.
/// </summary>
internal sealed class HealthTracker(HealthCheck check, DateTimeOffset created)
{
    private readonly uint _threshold = Math.Max(1, check.ConsecutiveFailures);
    private readonly DateTimeOffset _graceEnd = created + CheckPlan.Seconds(check.GracePeriodSeconds);
    private bool _graceOver;
    private bool? _healthy;
    private uint _failures;

    public HealthVerdict Take(CheckResult result, DateTimeOffset now)
    {
        if (result.Healthy)
        {
            _graceOver = true;
            _failures = 0;
            var changed = _healthy != true;
            _healthy = true;
            return changed ? HealthVerdict.Healthy : HealthVerdict.Silent;
        }

        if (!_graceOver && now < _graceEnd)
        {
            return HealthVerdict.Silent;
        }

        _graceOver = true;
        _healthy = false;
        _failures++;
        return _failures >= _threshold ? HealthVerdict.Kill : HealthVerdict.Unhealthy;
    }
}
