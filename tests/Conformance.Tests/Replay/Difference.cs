using System.Text.RegularExpressions;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>A difference from the recordings that is known, and why it is there (docs/compatibility.md says the same).</summary>
/// <param name="Exchanges">Which exchanges, as a regular expression over their names.</param>
/// <param name="Path">Where in them, as a regular expression over paths.</param>
/// <param name="Reason">Why.</param>
internal sealed record Difference(string Exchanges, string Path, string Reason)
{
    private readonly Regex _exchanges = new($"^({Exchanges})$", RegexOptions.CultureInvariant);
    private readonly Regex _path = new($"^({Path})$", RegexOptions.CultureInvariant);
    private int _seen;

    /// <summary>Whether it was met in this run: one that is not met has no reason to be listed.</summary>
    public bool IsSeen => Volatile.Read(ref _seen) > 0;

    /// <summary>Whether it is about this.</summary>
    public bool Covers(string exchange, Diff diff) => _exchanges.IsMatch(exchange) && _path.IsMatch(diff.Path);

    /// <summary>Notes that it was met.</summary>
    public void See() => Interlocked.Increment(ref _seen);
}
