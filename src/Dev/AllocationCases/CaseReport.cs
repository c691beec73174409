using System.Text.Json.Nodes;
using MesosOrleans.Core.Allocation.Cases;
using Spectre.Console;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>Prints how cases came out: a line each, then the sums.</summary>
/// <param name="output">Where to.</param>
/// <param name="isJson">One JSON object a line instead of text.</param>
internal sealed class CaseReport(TextWriter output, bool isJson)
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(output),
    });

    private int _passed;
    private int _elsewhere;

    /// <summary>How many failed.</summary>
    public int Failed { get; private set; }

    /// <summary>Prints one outcome.</summary>
    /// <param name="target">What the case ran against.</param>
    /// <param name="outcome">How it came out.</param>
    public void Add(string target, CaseOutcome outcome)
    {
        var verdict = outcome.Case.Kind == AllocationCaseKind.Table ? "words" : outcome.Passed ? "pass" : "FAIL";
        _elsewhere += verdict == "words" ? 1 : 0;
        _passed += verdict == "pass" ? 1 : 0;
        Failed += verdict == "FAIL" ? 1 : 0;
        if (isJson)
        {
            output.WriteLine(new JsonObject
            {
                ["case"] = outcome.Case.Id,
                ["title"] = outcome.Case.Title,
                ["target"] = target,
                ["outcome"] = verdict.ToLowerInvariant(),
                ["failure"] = outcome.Failure,
            }.ToJsonString());
            return;
        }

        var colour = verdict switch { "pass" => Color.Green, "FAIL" => Color.Red, _ => Color.Grey };
        _console.Write(new Text(verdict, colour));
        output.WriteLine($"  {target,-15} {outcome.Case.Id,-6} {outcome.Case.Title}");
        if (outcome.Failure is { } failure)
        {
            output.WriteLine($"      {failure}");
        }
    }

    /// <summary>Prints the sums.</summary>
    public void Finish()
    {
        if (!isJson)
        {
            output.WriteLine();
            output.WriteLine($"{_passed} passed, {Failed} failed"
                + (_elsewhere > 0 ? $", {_elsewhere} in words only, not run" : ""));
        }
    }
}
