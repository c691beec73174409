using System.Collections;
using System.CommandLine;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>Reads the command line and the environment; the command line wins.</summary>
internal static class NodeCommandLine
{
    /// <summary>Runs the node with its flags.</summary>
    /// <returns>Exit code: 2 for flags that make no sense, else what <paramref name="run"/> returns.</returns>
    public static async Task<int> InvokeAsync(
        string[] arguments,
        IDictionary environment,
        TextWriter error,
        Func<NodeOptions, Task<int>> run)
    {
        var options = NodeFlags.All.ToDictionary(flag => flag, CreateOption);
        var root = new RootCommand("The agent of MesosOrleans: runs tasks on this machine for a cluster of silos. "
            + "Every flag can also be given in the environment, as MESOS_ and its name in capitals.");
        foreach (var option in options.Values)
        {
            root.Options.Add(option);
        }

        root.SetAction(async (result, _) =>
        {
            try
            {
                var texts = options.Select(item => (item.Key, Text: TextOf(result, item.Key, item.Value, environment)))
                    .Where(item => item.Text is not null)
                    .ToDictionary(item => item.Key.Name, item => item.Text!, StringComparer.Ordinal);
                return await run(new NodeOptionsParser(texts).Parse());
            }
            catch (FlagException exception)
            {
                await error.WriteLineAsync(exception.Message);
                return 2;
            }
        });
        var parsed = root.Parse(Normalize(arguments));
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync(parsed.Errors[0].Message);
            return 2;
        }

        return await parsed.InvokeAsync();
    }

    private static Option<string?> CreateOption(NodeFlag flag)
    {
        var text = flag.Default is { Length: > 0 } value ? $"{flag.Description} [default: {value}]" : flag.Description;
        return new Option<string?>("--" + flag.Name)
        {
            Description = text,
            HelpName = flag.IsSwitch ? "true|false" : "value",
            Arity = flag.IsSwitch ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
    }

    private static string? TextOf(ParseResult result, NodeFlag flag, Option<string?> option, IDictionary environment)
    {
        if (result.GetResult(option) is { Implicit: false })
        {
            return result.GetValue(option) ?? (flag.IsSwitch ? "true" : "");
        }

        return environment[flag.EnvironmentName] as string ?? flag.Default;
    }

    /// <summary>--no-name is the other way to say --name=false.</summary>
    private static string[] Normalize(string[] arguments)
        => [.. arguments.Select(argument => NodeFlags.All.Any(flag => flag.IsSwitch && argument == "--no-" + flag.Name)
            ? $"--{argument["--no-".Length..]}=false"
            : argument)];
}
