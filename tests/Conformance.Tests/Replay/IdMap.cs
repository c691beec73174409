using System.Text.RegularExpressions;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>Which id of the recording stands for which of ours: one to one, learnt where they are first seen.</summary>
internal sealed partial class IdMap
{
    private readonly Dictionary<string, string> _live;
    private readonly Dictionary<string, string> _recorded;

    /// <summary>A map that knows nothing.</summary>
    public IdMap()
    {
        _live = new(StringComparer.Ordinal);
        _recorded = new(StringComparer.Ordinal);
    }

    private IdMap(IdMap other)
    {
        _live = new(other._live, StringComparer.Ordinal);
        _recorded = new(other._recorded, StringComparer.Ordinal);
    }

    /// <summary>A copy to try something with.</summary>
    public IdMap Copy() => new(this);

    /// <summary>Takes what another has learnt.</summary>
    public void Take(IdMap other)
    {
        foreach (var (recorded, live) in other._live)
        {
            _live[recorded] = live;
            _recorded[live] = recorded;
        }
    }

    /// <summary>Says which is which.</summary>
    public void Add(string recorded, string live)
    {
        _live[recorded] = live;
        _recorded[live] = recorded;
    }

    /// <summary>Our id for a recorded one, or null.</summary>
    public string? Find(string recorded) => _live.GetValueOrDefault(recorded);

    /// <summary>A recorded text with our ids in it.</summary>
    public string Translate(string text) =>
        Ids().Replace(text, match => _live.GetValueOrDefault(match.Value, match.Value));

    /// <summary>Whether a text says the same; an id that is new on both sides is learnt.</summary>
    public bool Match(string recorded, string live)
    {
        if (recorded == live || Translate(recorded) == live)
        {
            return true;
        }

        if (!IsId(recorded, out var kind) || !IsId(live, out var other) || kind != other
            || _live.ContainsKey(recorded) || _recorded.ContainsKey(live))
        {
            return false;
        }

        Add(recorded, live);
        return true;
    }

    // Frameworks, agents and offers are told apart by how their ids end.
    private static bool IsId(string text, out string kind)
    {
        var match = Ids().Match(text);
        var suffix = match.Groups["suffix"].Value;
        kind = suffix.Length == 0 ? "" : suffix[1] is 'S' or 'O' ? suffix[..2] : "framework";
        return match.Success && match.Length == text.Length;
    }

    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?<suffix>-S[0-9]+|-O[0-9]+|-[0-9]{4,})?")]
    private static partial Regex Ids();
}
