namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>All differences from the recordings that are known. Each must be met in a run, or it has to go.</summary>
internal static class Differences
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<Difference> All { get; } =
    [
        new("bad/125-raw-no-host", ".*", "HTTP/1.1 asks for a Host header; the server refuses a request without one."),
        new("bad/133-raw-long-uri", ".*", "A request line ends at 8 KiB: 414."),
        new("bad/124-raw-http09", ".*", "HTTP/0.9 is not spoken."),
        new("bad/108-op-set-logging-neg", ".*", "A number that its field cannot hold is refused."),
        new("legacy/13[23]-.*", ".*", "The .json names of Mesos 0.x work."),
        new("operator/.*", @".*agent_info\.checkpoint", "The field is in no v1 message; it escapes from Mesos's internal one."),
        new("legacy/(103|105|127|139|157|204)-.*|operator/102-.*", @"\$(\.get_flags)?\.flags.*", "A silo lists its own flags."),
        new("legacy/(105|127|139|157|204)-.*", @"\$\.log_dir", "A silo logs to where it is told to."),
        new("legacy/(113|149)-.*|operator/118-.*|bad/122-.*", @".* \(extra\)", "There are more metrics."),
        new("legacy/120-.*", @"\$\.data", "The log is a silo's own."),
        new("legacy/121-.*", "body|header Content-Disposition", "The log is a silo's own, and so is its file's name."),
        new("operator/122-.*", @"\$\.read_file\.(size|data)", "The log is a silo's own."),
        new("legacy/130-.*", "body", "The page is one of our own."),
        new("legacy/12[23]-.*", "body", "The help is a text of our own."),
        new("legacy/124-.*", @"\$\.(avg_load_(1|5|15)min|mem_(free|total)_bytes|cpus_total)", "Figures of the machine."),
        new("legacy/126-.*", @"\$\[\*\]( \(extra\))?", "There are no libprocess processes: the list is empty."),
        new("operator/162-.*", "body", "The text of a 409 names what no task holds, what is offered included."),
    ];
}
