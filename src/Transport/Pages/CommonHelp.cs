namespace MesosOrleans.Transport.Pages;

/// <summary>Help of the endpoints that silo and agent node share.</summary>
internal static class CommonHelp
{
    /// <summary>The pages.</summary>
    public static IReadOnlyList<HelpPage> Pages { get; } =
    [
        new("files", "/browse", "Lists a directory.", "path=VALUE          virtual path of the directory", Jsonp),
        new("files", "/read", "Reads a part of a file, at most 64 KiB.", "path=VALUE          virtual path of the file",
            "offset=VALUE        where to begin; -1 or absent: only the size is told", "length=VALUE        how many bytes; -1 or absent: the rest", Jsonp),
        new("files", "/download", "Sends a whole file.", "path=VALUE          virtual path of the file"),
        new("files", "/debug", "Tells which virtual paths there are and what is behind them.", Jsonp),
        new("logging", "/toggle", "Tells how verbose the log is, or makes it more verbose for a while.",
            "level=VALUE         0 is what the flag says; each level above it logs more", "duration=VALUE      for how long, e.g. 10mins"),
        new("metrics", "/snapshot", "All metrics as one object of numbers.",
            "timeout=VALUE       what is not ready within this time is left out", Jsonp),
        new("metrics", "", "Metrics in Prometheus' text format."),
        new("system", "/stats.json", "Load, processors and memory of the machine.", Jsonp),
        new("version", "", "The version.", Jsonp),
        new("profiler", "/start", "Not available."),
        new("profiler", "/stop", "Not available."),
    ];

    /// <summary>The parameter that most GET endpoints know.</summary>
    public const string Jsonp = "jsonp=VALUE         name of a function that the answer is wrapped in";
}
