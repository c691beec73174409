namespace MesosOrleans.Transport.Pages;

/// <summary>The help of one endpoint.</summary>
/// <param name="Component">Who serves it, e.g. <c>master</c>.</param>
/// <param name="Name">Its path behind the component, e.g. <c>/state</c>.</param>
/// <param name="Summary">What it is for, in a sentence.</param>
/// <param name="Parameters">Query or form parameters, each with what it means.</param>
internal sealed record HelpPage(string Component, string Name, string Summary, params string[] Parameters)
{
    /// <summary>The page in Markdown.</summary>
    public string Text => $"### USAGE ###\n>        /{Component}{Name}\n\n### TL;DR; ###\n{Summary}\n"
        + (Parameters.Length == 0
            ? ""
            : "\n### DESCRIPTION ###\nParameters:\n\n" + string.Concat(Parameters.Select(parameter => $">        {parameter}\n")));
}
