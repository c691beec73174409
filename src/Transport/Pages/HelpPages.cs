using System.Text;
using System.Text.Encodings.Web;

namespace MesosOrleans.Transport.Pages;

/// <summary>/help, /help/component, /help/component/endpoint: as HTML, as Markdown for command lines, or as JSON.</summary>
internal sealed class HelpPages
{
    private const string Root = "/help";
    private readonly SortedDictionary<string, SortedDictionary<string, HelpPage>> _components = new(StringComparer.Ordinal);

    /// <summary>Takes the pages.</summary>
    public HelpPages(IEnumerable<HelpPage> pages)
    {
        foreach (var page in pages)
        {
            if (!_components.TryGetValue(page.Component, out var component))
            {
                _components.Add(page.Component, component = new SortedDictionary<string, HelpPage>(StringComparer.Ordinal));
            }

            component.Add(page.Name, page);
        }
    }

    /// <summary>Names of the components.</summary>
    public IReadOnlyCollection<string> Components => _components.Keys;

    /// <summary>Serves a page.</summary>
    public Task Handle(HttpContext context)
    {
        var rest = ApiRouter.Remainder(context.Request.Path.Value ?? "", Root).ToString();
        if (context.Request.Query["format"] == "json")
        {
            return Json(context);
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var component = slash < 0 ? rest : rest[..slash];
        var name = slash < 0 ? null : rest[slash..];
        if (component.Length == 0)
        {
            return Document(context, Index());
        }

        if (!_components.TryGetValue(component, out var pages))
        {
            return Missing(context, "/" + component);
        }

        return name is null ? Document(context, Index(component, pages))
            : pages.TryGetValue(name, out var page) ? Document(context, page.Text)
            : Missing(context, $"/{component}{name}");
    }

    private static Task Missing(HttpContext context, string path) =>
        PlainText.Write(context, StatusCodes.Status400BadRequest, $"No help available for '{path}'.\n");

    private static string Index(string component, SortedDictionary<string, HelpPage> pages)
    {
        var text = new StringBuilder($"## `/{component}` ##\n");
        foreach (var name in pages.Keys)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"> [/{component}{name}](/help/{component}{name})\n");
        }

        return text.ToString();
    }

    private static Task Document(HttpContext context, string markdown)
    {
        var agent = Negotiation.Last(context.Request.Headers.UserAgent) ?? "";
        var plain = agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("HTTPie", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(plain ? markdown : Html(markdown));
        context.Response.ContentType = plain ? "text/x-markdown" : "text/html";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    // Markdown is readable as it is; only its links are made into links.
    private static string Html(string markdown)
    {
        var html = new StringBuilder("<html><head><title>Help</title></head><body><pre>");
        foreach (var line in markdown.Split('\n'))
        {
            var open = line.IndexOf('[', StringComparison.Ordinal);
            var middle = line.IndexOf("](", StringComparison.Ordinal);
            html.Append(open < 0 || middle < open
                ? HtmlEncoder.Default.Encode(line)
                : $"<a href=\"{HtmlEncoder.Default.Encode(line[(middle + 2)..].TrimEnd(')'))}\">"
                    + $"{HtmlEncoder.Default.Encode(line[(open + 1)..middle])}</a>").Append('\n');
        }

        return html.Append("</pre></body></html>").ToString();
    }

    private string Index()
    {
        var text = new StringBuilder("## HELP\n");
        foreach (var component in _components.Keys)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"> [/{component}](/help/{component})\n");
        }

        return text.ToString();
    }

    private Task Json(HttpContext context) => LegacyAnswer.Write(context, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("processes");
        foreach (var (component, pages) in _components)
        {
            json.WriteStartObject();
            json.WriteString("id", component);
            json.WriteStartArray("endpoints");
            foreach (var (name, page) in pages)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("text", page.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
