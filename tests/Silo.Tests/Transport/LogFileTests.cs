using System.Text.RegularExpressions;
using MesosOrleans.Transport.Logs;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>The log as files.</summary>
public sealed partial class LogFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("log-tests-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_line_says_how_bad_when_and_where()
    {
        using (var log = new LogFile(_directory, "test"))
        using (var provider = log.CreateProvider())
        {
            Log(provider.CreateLogger("Some.Where"), LogLevel.Warning, "It is so\nso", new InvalidOperationException("in\nlines"));
        }

        var line = Assert.Single(File.ReadAllLines(Path.Combine(_directory, "test.log")));
        Assert.Matches(Line(), line);
    }

    [Fact]
    public void Files_are_bounded_in_size_and_number_and_the_newest_is_the_current_one()
    {
        using var log = new LogFile(_directory, "test", bytesMax: 4096);
        using var provider = log.CreateProvider();
        var logger = provider.CreateLogger("Test");
        var text = new string('x', 512);
        for (var i = 0; i < 200; i++)
        {
            Log(logger, LogLevel.Information, text);
        }

        var files = Directory.GetFiles(_directory);
        Assert.Equal(LogFile.FilesMax, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 4096 + 1024));
        Assert.Equal(files.Max(StringComparer.Ordinal), log.CurrentPath);
    }

    private static void Log(ILogger logger, LogLevel level, string text, Exception? exception = null) =>
        logger.Log(level, 0, text, exception, (state, _) => state);

    [GeneratedRegex(@"^W\d{8} \d\d:\d\d:\d\d\.\d{6} \d+ Some\.Where\] It is so so: System\.InvalidOperationException: in lines")]
    private static partial Regex Line();
}
