namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>One thing that is not as it was recorded.</summary>
/// <param name="Path">Where, e.g. <c>$.get_agents.agents[*].pid</c>, <c>status</c>, <c>header Allow</c>, <c>event OFFERS</c>.</param>
/// <param name="Recorded">What Mesos said.</param>
/// <param name="Live">What we said.</param>
internal sealed record Diff(string Path, string Recorded, string Live)
{
    private const int ShownMax = 700;

    /// <inheritdoc/>
    public override string ToString() => $"{Path}\n    recorded {Cut(Recorded)}\n    now      {Cut(Live)}";

    private static string Cut(string text) => text.Length <= ShownMax ? text : text[..ShownMax] + "...";
}
