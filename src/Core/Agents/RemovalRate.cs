namespace MesosOrleans.Core.Agents;

/// <summary>How fast agents may be marked unreachable, so that a fault of the network does not take all of them at once.</summary>
/// <param name="interval">Shortest time between two removals; zero for no limit.</param>
public sealed class RemovalRate(TimeSpan interval)
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Takes the permit of this moment, if there is one. Permits that nobody took are not saved up.</summary>
    public bool TryAcquire(DateTimeOffset now)
    {
        if (now < _next)
        {
            return false;
        }

        _next = now + interval;
        return true;
    }
}
