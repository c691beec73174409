namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>What came of replaying one exchange.</summary>
internal sealed class Outcome(string name)
{
    private readonly List<Diff> _unexplained = [];

    /// <summary>The exchange.</summary>
    public string Name => name;

    /// <summary>What is not as recorded and listed nowhere.</summary>
    public IReadOnlyList<Diff> Unexplained => _unexplained;

    /// <inheritdoc/>
    public override string ToString() => name;

    /// <summary>Enters what was found; what is listed is marked as seen.</summary>
    public void Add(IEnumerable<Diff> diffs)
    {
        foreach (var diff in diffs)
        {
            var known = Differences.All.Where(difference => difference.Covers(name, diff)).ToList();
            known.ForEach(difference => difference.See());
            if (known.Count == 0)
            {
                _unexplained.Add(diff);
            }
        }
    }

    /// <summary>Those of some findings that are listed nowhere.</summary>
    public static IReadOnlyList<Diff> Unlisted(string name, IEnumerable<Diff> diffs) =>
        [.. diffs.Where(diff => !Differences.All.Any(difference => difference.Covers(name, diff)))];
}
