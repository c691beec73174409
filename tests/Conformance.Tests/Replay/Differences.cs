namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>All differences from the recordings that are known. Each must be met in a run, or it has to go.</summary>
internal static class Differences
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<Difference> All { get; } =
    [
    ];
}
