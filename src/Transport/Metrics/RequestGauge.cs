namespace MesosOrleans.Transport.Metrics;

/// <summary>Requests that are being served, open streams among them.</summary>
internal sealed class RequestGauge
{
    private int _count;

    /// <summary>How many.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one in.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>Counts one out.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
