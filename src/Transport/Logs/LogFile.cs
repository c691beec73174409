using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Extensions.Logging;
using Serilog.Sinks.File;

namespace MesosOrleans.Transport.Logs;

/// <summary>The log as files of a directory: bounded in size and number, the newest one being written.</summary>
internal sealed class LogFile : FileLifecycleHooks, ICurrentLog
{
    /// <summary>Size at which the next file is begun.</summary>
    public const long FileBytesMax = 16 * 1024 * 1024;

    /// <summary>Files that are kept.</summary>
    public const int FilesMax = 5;

    private readonly Logger _logger;
    private volatile string? _path;

    /// <summary>Opens the log.</summary>
    /// <param name="directory">Where; it is created when it is missing.</param>
    /// <param name="name">What the files' names begin with.</param>
    /// <param name="bytesMax">Size at which the next file is begun.</param>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public LogFile(string directory, string name, long bytesMax = FileBytesMax)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, name + ".log");
        _logger = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(
                new LogLineFormatter(),
                path,
                fileSizeLimitBytes: bytesMax,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesMax,
                hooks: this)
            .CreateLogger();
        if (_path is null)
        {
            // The sink keeps its failures to itself.
            File.OpenWrite(path).Dispose();
            _path = path;
        }
    }

    /// <inheritdoc/>
    public string CurrentPath => _path!;

    /// <inheritdoc/>
    public ILoggerProvider CreateProvider() => new SerilogLoggerProvider(_logger);

    /// <inheritdoc/>
    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        _path = path;
        return underlyingStream;
    }

    /// <inheritdoc/>
    public void Dispose() => _logger.Dispose();
}
