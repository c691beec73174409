using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;

namespace MesosOrleans.Transport.Files;

/// <summary>/files/browse, /files/read, /files/download, /files/debug (legacy-endpoints.md 6).</summary>
internal sealed class FilesPages(IVirtualFiles files)
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <summary>Adds the handlers by path.</summary>
    public void AddTo(IDictionary<string, RequestDelegate> routes)
    {
        foreach (var (path, handler) in new (string, RequestDelegate)[]
        {
            ("/files/browse", Browse), ("/files/read", Read), ("/files/download", Download), ("/files/debug", Debug),
        })
        {
            routes[path] = handler;
            // Names of 0.x.
            routes[path + ".json"] = handler;
        }
    }

    private Task Browse(HttpContext context) => WithPath(context, (path, real) => LegacyAnswer.Write(context, json =>
    {
        json.WriteStartArray();
        foreach (var entry in FileContent.List(path, real))
        {
            json.WriteStartObject();
            json.WriteString("gid", entry.Group);
            json.WriteString("mode", entry.ModeText);
            json.Double("mtime", entry.ModifiedSeconds);
            json.WriteNumber("nlink", entry.Links);
            json.WriteString("path", entry.Path);
            json.WriteNumber("size", entry.Bytes);
            json.WriteString("uid", entry.User);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private Task Read(HttpContext context) => WithPath(context, async (_, real) =>
    {
        var wrongOffset = Number(context, "offset", out var offset);
        var wrongLength = Number(context, "length", out var length);
        if ((wrongOffset ?? wrongLength) is { } wrong)
        {
            await PlainText.Write(context, StatusCodes.Status400BadRequest, wrong);
            return;
        }

        if (Directory.Exists(real))
        {
            await PlainText.Write(context, StatusCodes.Status400BadRequest, "Cannot read a directory.\n");
            return;
        }

        var (size, data) = FileContent.Read(real, offset, length);
        await LegacyAnswer.Write(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("data", Encoding.UTF8.GetString(data));
            json.WriteNumber("offset", offset is { } start && start < size ? start : size);
            json.WriteEndObject();
        });
    });

    private Task Download(HttpContext context) => WithPath(context, async (_, real) =>
    {
        if (Directory.Exists(real))
        {
            await PlainText.Write(context, StatusCodes.Status400BadRequest, "Cannot download a directory.\n");
            return;
        }

        var name = Path.GetFileName(real);
        context.Response.ContentType = Types.TryGetContentType(name, out var type) ? type : "application/octet-stream";
        context.Response.Headers.ContentDisposition = $"attachment; filename={Uri.EscapeDataString(name)}";
        await context.Response.SendFileAsync(real, context.RequestAborted);
    });

    private Task Debug(HttpContext context) => LegacyAnswer.Write(context, json =>
    {
        json.WriteStartObject();
        foreach (var (path, real) in files.Roots().OrderBy(root => root.Key, StringComparer.Ordinal))
        {
            json.WriteString(path, real);
        }

        json.WriteEndObject();
    });

    // Absent and -1 mean the same.
    private static string? Number(HttpContext context, string name, out long? number)
    {
        number = null;
        if (Query(context, name) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            return $"Failed to parse {name}: Failed to convert '{text}' to number.\n";
        }

        if (value < -1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Negative {name} provided: {value}.\n");
        }

        number = value == -1 ? null : value;
        return null;
    }

    private static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) ? Negotiation.Last(values) : null;

    private async Task WithPath(HttpContext context, Func<string, string, Task> answer)
    {
        if (Query(context, "path") is not { Length: > 0 } path)
        {
            await PlainText.Write(context, StatusCodes.Status400BadRequest, "Expecting 'path=value' in query.\n");
            return;
        }

        var (access, real) = VirtualPath.Find(files, path);
        if (VirtualPath.Refuse(access, path) is { } refusal)
        {
            await PlainText.Write(context, refusal.Status, refusal.Text);
            return;
        }

        try
        {
            await answer(path, real);
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException) && !context.Response.HasStarted)
        {
            context.Response.Clear();
            await PlainText.Write(
                context,
                StatusCodes.Status500InternalServerError,
                $"Failed to open file at '{path}': {exception.Message.ReplaceLineEndings(" ")}.\n");
        }
    }
}
