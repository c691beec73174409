namespace MesosOrleans.AgentNode.Link;

/// <summary>
/// How long to wait before the next attempt to attach: uniform in [0, b] for the first, then in [0, 2b], [0, 4b] and
/// so on up to one minute. Facts: agent.md 2. Pure but for the random source.
/// </summary>
public sealed class RegistrationBackoff
{
    public static readonly TimeSpan Cap = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _factor;
    private readonly Random _random;
    private TimeSpan _max;

    /// <param name="factor">b, the flag registration_backoff_factor.</param>
    /// <param name="random">Source of the jitter.</param>
    public RegistrationBackoff(TimeSpan factor, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, TimeSpan.Zero);
        _factor = factor;
        _random = random;
        _max = Min(factor, Cap);
    }

    /// <summary>Upper bound of the next delay.</summary>
    public TimeSpan Max => _max;

    /// <summary>The next delay; the bound then doubles.</summary>
    public TimeSpan Next()
    {
        var delay = _max * _random.NextDouble();
        _max = Min(_max * 2, Cap);
        return delay;
    }

    /// <summary>Begins anew, after an attachment that succeeded.</summary>
    public void Reset() => _max = Min(_factor, Cap);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
