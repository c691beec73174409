using System.Text;
using System.Text.Encodings.Web;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>The page at <c>/</c>: which cluster this is, and where to find what about it.</summary>
internal sealed class HomePage(MesosApiOptions options)
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
          <head>
            <meta charset="utf-8">
            <title>Mesos</title>
            <meta name="viewport" content="width=device-width, initial-scale=1.0">
            <style>
              body { font-family: sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; }
              td { padding: 0.2em 1.5em 0.2em 0; vertical-align: top; }
            </style>
          </head>
          <body>

        """;

    private static readonly (string Path, string Summary)[] Overview =
    [
        ("/dashboard/", "What the silos and grains of this cluster do."),
        ("/help", "Help on every endpoint."),
        ("/metrics", "The metrics in the format of Prometheus."),
    ];

    private readonly byte[] _page = Encoding.UTF8.GetBytes(Page(options));

    /// <summary>Serves it.</summary>
    public Task Handle(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        context.Response.ContentLength = _page.Length;
        return context.Response.Body.WriteAsync(_page, context.RequestAborted).AsTask();
    }

    private static string Page(MesosApiOptions options)
    {
        var cluster = options.Cluster is { Length: > 0 } name ? $"Cluster {Encoded(name)}" : "Mesos";
        var html = new StringBuilder(Head);
        html.Append(System.Globalization.CultureInfo.InvariantCulture, $"""
                <h1>{cluster}</h1>
                <p>MesosOrleans, speaking the API of Mesos {Encoded(options.Version)}; this silo is {Encoded(options.Hostname)}:{options.Port}.</p>
                <table>

            """);
        foreach (var (path, summary) in Overview)
        {
            Row(html, path, path, summary);
        }

        html.Append("    </table>\n    <h2>Endpoints</h2>\n    <table>\n");
        foreach (var page in MasterHelp.Pages)
        {
            Row(html, page.Name, $"/help/{page.Component}{page.Name}", page.Summary);
        }

        return html.Append("    </table>\n  </body>\n</html>\n").ToString();
    }

    private static void Row(StringBuilder html, string text, string link, string summary) => html.Append(
        System.Globalization.CultureInfo.InvariantCulture,
        $"      <tr><td><a href=\"{Encoded(link)}\">{Encoded(text)}</a></td><td>{Encoded(summary)}</td></tr>\n");

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
