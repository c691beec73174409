using System.Globalization;

namespace MesosOrleans.Examples.WordCount;

/// <summary>The example's command line.</summary>
internal sealed record WordCountOptions
{
    public const string Usage = """
        usage: wordcount [--corpus DIR] [--parts N] [--cluster HOST:PORT] [--timeout SECONDS]
          --corpus   directory of text files, the same on every agent (/usr/share/common-licenses)
          --parts    number of tasks (8)
          --cluster  gateway of a silo (127.0.0.1:30000)
          --timeout  give up after so many seconds (300)
        """;

    private const int PartsMax = 1000;
    private const int TimeoutSecondsMax = 86_400;

    public string CorpusDirectory { get; private init; } = "/usr/share/common-licenses";

    public int Parts { get; private init; } = 8;

    public string Gateway { get; private init; } = "127.0.0.1:30000";

    public TimeSpan Timeout { get; private init; } = TimeSpan.FromSeconds(300);

    public bool HelpWanted { get; private init; }

    /// <exception cref="FormatException">A flag is unknown or makes no sense.</exception>
    public static WordCountOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new WordCountOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            var flag = arguments[index];
            if (flag is "--help" or "-h")
            {
                return options with { HelpWanted = true };
            }

            var equals = flag.IndexOf('=', StringComparison.Ordinal);
            string value;
            if (equals > 0)
            {
                (flag, value) = (flag[..equals], flag[(equals + 1)..]);
            }
            else if (index + 1 < arguments.Count)
            {
                value = arguments[++index];
            }
            else
            {
                throw new FormatException($"{flag} needs a value");
            }

            options = flag switch
            {
                "--corpus" => options with { CorpusDirectory = ExistingDirectory(value) },
                "--parts" => options with { Parts = Number(flag, value, PartsMax) },
                "--cluster" => options with { Gateway = value },
                "--timeout" => options with { Timeout = TimeSpan.FromSeconds(Number(flag, value, TimeoutSecondsMax)) },
                _ => throw new FormatException($"unknown flag {flag}"),
            };
        }

        return options with { CorpusDirectory = ExistingDirectory(options.CorpusDirectory) };
    }

    private static string ExistingDirectory(string path) =>
        Directory.Exists(path) ? Path.GetFullPath(path) : throw new FormatException($"--corpus: there is no directory '{path}'");

    private static int Number(string flag, string value, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new FormatException($"{flag} must be a number from 1 to {max}, not '{value}'");
}
