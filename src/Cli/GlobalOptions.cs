using System.CommandLine;

namespace MesosOrleans.Cli;

/// <summary>Options that every command has.</summary>
public sealed class GlobalOptions
{
    /// <summary>Address of a silo when nobody says otherwise.</summary>
    public const string DefaultMaster = "127.0.0.1:5050";

    private const string MasterVariable = "MESOS_MASTER";

    /// <summary><c>--master</c>.</summary>
    public Option<string?> Master { get; } = new("--master")
    {
        Description = $"Any silo of the cluster, host:port. Also {MasterVariable} in the environment; {DefaultMaster} otherwise.",
        HelpName = "host:port",
        Recursive = true,
    };

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON for programs instead of tables for people.",
        Recursive = true,
    };

    /// <summary>Adds the options to the root, and so to every command.</summary>
    public void AddTo(Command root)
    {
        root.Options.Add(Master);
        root.Options.Add(Json);
    }

    /// <summary>The base address of the cluster.</summary>
    /// <exception cref="CliException">The address is not of the form <c>host:port</c>.</exception>
    public Uri MasterAddress(ParseResult parsed)
    {
        var text = parsed.GetValue(Master);
        if (string.IsNullOrEmpty(text))
        {
            text = Environment.GetEnvironmentVariable(MasterVariable);
        }

        if (string.IsNullOrEmpty(text))
        {
            text = DefaultMaster;
        }

        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(full, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
                && address.Host.Length > 0
            ? address
            : throw new CliException($"--master: '{text}' is not of the form host:port", ExitCodes.Usage);
    }
}
