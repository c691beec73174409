namespace MesosOrleans.AgentNode.Link;

/// <summary>
/// The link addresses of silos, taken in turn: those that the operator gave, then those that the last silo named. Pure.
/// </summary>
public sealed class SiloAddresses
{
    /// <summary>Addresses kept at most.</summary>
    public const int CountMax = 256;

    private readonly IReadOnlyList<string> _configured;
    private IReadOnlyList<string> _all;
    private int _next;

    /// <param name="configured">At least one address, as host:port.</param>
    public SiloAddresses(IReadOnlyList<string> configured)
    {
        ArgumentOutOfRangeException.ThrowIfZero(configured.Count);
        _configured = configured;
        _all = configured;
    }

    public int Count => _all.Count;

    /// <summary>The address whose turn it is; the next call gives the one after it.</summary>
    public string Next()
    {
        var address = _all[_next % _all.Count];
        _next = (_next + 1) % _all.Count;
        return address;
    }

    /// <summary>Takes the addresses that a silo named; the turn goes on after the one in use.</summary>
    public void Learn(IEnumerable<string> named, string inUse)
    {
        _all = [.. _configured.Concat(named.Where(IsAddress)).Distinct(StringComparer.Ordinal).Take(CountMax)];
        var position = _all.ToList().IndexOf(inUse);
        _next = position < 0 ? 0 : (position + 1) % _all.Count;
    }

    private static bool IsAddress(string text) => Uri.TryCreate("http://" + text, UriKind.Absolute, out var uri)
        && uri.PathAndQuery == "/" && uri.Port > 0;
}
