namespace MesosOrleans.Silo.Hosting;

/// <summary>
/// Host names of the agents that may be offered, one a line of a file that is read again every few seconds. A file that
/// cannot be read leaves the list as it was. Thread-safe.
/// </summary>
internal sealed partial class AgentWhitelist : IDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(5);
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private volatile string[] _hostnames = [];

    /// <summary>Reads the file and begins to watch it. While it was never read, nothing is offered.</summary>
    public AgentWhitelist(string path, TimeProvider time, ILogger<AgentWhitelist> logger)
    {
        _path = path;
        _logger = logger;
        Refresh();
        _timer = time.CreateTimer(_ => Refresh(), null, WatchInterval, WatchInterval);
    }

    /// <summary>The host names; the same object until they change.</summary>
    public IReadOnlyList<string> Hostnames => _hostnames;

    /// <summary>The path that a flag's value means; null when it allows every host.</summary>
    public static string? PathOf(string? flag) => flag switch
    {
        null or "" or "*" => null,
        _ when flag.StartsWith("file://", StringComparison.Ordinal) => flag["file://".Length..],
        _ => flag,
    };

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    /// <summary>Reads the file again.</summary>
    internal void Refresh()
    {
        try
        {
            var hostnames = Read();
            if (!hostnames.AsSpan().SequenceEqual(_hostnames))
            {
                _hostnames = hostnames;
                LogChanged(_logger, _path, hostnames.Length);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(_logger, exception, _path);
        }
    }

    private string[] Read() =>
        [.. File.ReadAllLines(_path).Select(line => line.Trim()).Where(line => line.Length > 0).Distinct(StringComparer.Ordinal)];

    [LoggerMessage(5601, LogLevel.Information, "The whitelist {Path} names {Count} hosts now")]
    private static partial void LogChanged(ILogger logger, string path, int count);

    [LoggerMessage(5602, LogLevel.Warning, "The whitelist {Path} cannot be read; it stays as it was")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string path);
}
