using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace MesosOrleans.Cli.Output;

/// <summary>What people and programs see on standard output.</summary>
public static class Terminal
{
    // A pipe has no width: rows must not be folded for it.
    private const int PipeWidth = 4096;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Prints rows under headings. Colours and frames only on a terminal.</summary>
    public static void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var piped = Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = piped ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (piped)
        {
            console.Profile.Width = PipeWidth;
        }

        var table = new Table { Border = piped ? TableBorder.None : TableBorder.Rounded };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Markup($"[bold]{Markup.Escape(heading)}[/]")).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        console.Write(table);
    }

    /// <summary>Prints JSON.</summary>
    public static void Json(JsonNode node) => Console.WriteLine(node.ToJsonString(Indented));

    /// <summary>Prints JSON on one line.</summary>
    public static void JsonLine(JsonNode node) => Console.WriteLine(node.ToJsonString());
}
