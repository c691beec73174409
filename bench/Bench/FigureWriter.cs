using System.Text.Json;
using System.Text.Json.Nodes;

namespace MesosOrleans.Bench;

/// <summary>Writes figures, one line of JSON each, and progress apart from them.</summary>
internal sealed class FigureWriter(TextWriter figures, TextWriter progress)
{
    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    /// <summary>Writes a figure.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="value">Its value; written with four significant digits after the point at most.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="more">Parameters and percentiles: names and numbers, texts or truth values.</param>
    public void Figure(string name, double value, string unit, params (string Name, JsonNode Value)[] more)
    {
        var line = new JsonObject { ["name"] = name, ["value"] = Math.Round(value, 4), ["unit"] = unit };
        foreach (var (key, node) in more)
        {
            line[key] = node;
        }

        figures.WriteLine(line.ToJsonString(OneLine));
        figures.Flush();
    }

    /// <summary>Says what is going on.</summary>
    public void Progress(string text) => progress.WriteLine(text);
}
