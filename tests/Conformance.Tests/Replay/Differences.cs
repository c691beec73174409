namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>All differences from the recordings that are known. Each must be met in a run, or it has to go.</summary>
internal static class Differences
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<Difference> All { get; } =
    [
        new("bad/125-raw-no-host", ".*", "HTTP/1.1 asks for a Host header; the server refuses a request without one."),
        new("bad/133-raw-long-uri", ".*", "A request line ends at 8 KiB: 414."),
        new("operator/162-.*", "body", "The text of a 409 names what no task holds, what is offered included."),
    ];
}
