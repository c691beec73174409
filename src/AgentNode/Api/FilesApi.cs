using System.Globalization;
using System.Text;
using System.Text.Json;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Api;

/// <summary>/files/browse, /files/read, /files/download, /files/debug: people's view into sandboxes.</summary>
internal sealed class FilesApi(NodeView view)
{
    private const string PathExpected = "Expecting 'path=value' in query.\n";

    private readonly SandboxFiles _files = new(view);

    public Task BrowseAsync(HttpContext context) => WithPathAsync(context, (path, real) =>
    {
        IEnumerable<FileSystemInfo> entries = File.Exists(real)
            ? []
            : new DirectoryInfo(real).EnumerateFileSystemInfos().OrderBy(item => item.Name, StringComparer.Ordinal);
        return ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartArray();
            foreach (var entry in entries)
            {
                WriteEntry(json, path.TrimEnd('/') + "/" + entry.Name, entry);
            }

            json.WriteEndArray();
        });
    });

    public Task ReadAsync(HttpContext context) => WithPathAsync(context, async (_, real) =>
    {
        if (!TryNumber(context, "offset", out var offset) || !TryNumber(context, "length", out var length))
        {
            return;
        }

        if (Directory.Exists(real))
        {
            await ApiJson.ErrorAsync(context, 400, "Cannot read a directory.\n");
            return;
        }

        using var file = File.OpenHandle(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(file);
        var data = "";
        if (offset == -1)
        {
            offset = size;
        }
        else
        {
            var count = Math.Min(length == -1 ? long.MaxValue : length, Math.Max(0, size - offset));
            var bytes = new byte[Math.Min(count, Limits.FileReadBytesMax)];
            var read = RandomAccess.Read(file, bytes, offset);
            data = Encoding.UTF8.GetString(bytes, 0, read);
        }

        await ApiJson.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("data", data);
            json.WriteNumber("offset", offset);
            json.WriteEndObject();
        });
    });

    public Task DownloadAsync(HttpContext context) => WithPathAsync(context, async (_, real) =>
    {
        if (Directory.Exists(real))
        {
            await ApiJson.ErrorAsync(context, 400, "Cannot read a directory.\n");
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = $"attachment; filename={Uri.EscapeDataString(Path.GetFileName(real))}";
        await context.Response.SendFileAsync(real, context.RequestAborted);
    });

    public Task DebugAsync(HttpContext context) => ApiJson.WriteAsync(context, json =>
    {
        json.WriteStartObject();
        foreach (var (path, real) in _files.Roots())
        {
            json.WriteString(path, real);
        }

        json.WriteEndObject();
    });

    private static void WriteEntry(Utf8JsonWriter json, string path, FileSystemInfo entry)
    {
        var isDirectory = entry.Attributes.HasFlag(FileAttributes.Directory);
        json.WriteStartObject();
        json.WriteString("gid", "root");
        json.WriteString("mode", ModeText(entry.UnixFileMode, isDirectory));
        json.WritePropertyName("mtime");
        json.WriteRawValue(JsonNumber.Format(
            Math.Floor(new DateTimeOffset(entry.LastWriteTimeUtc).Subtract(DateTimeOffset.UnixEpoch).TotalSeconds)));
        json.WriteNumber("nlink", isDirectory ? 2 : 1);
        json.WriteString("path", path);
        json.WriteNumber("size", entry is FileInfo file ? file.Length : 4096);
        json.WriteString("uid", "root");
        json.WriteEndObject();
    }

    private static string ModeText(UnixFileMode mode, bool isDirectory)
    {
        const string Letters = "rwxrwxrwx";
        var text = new StringBuilder(isDirectory ? "d" : "-");
        for (var index = 0; index < Letters.Length; index++)
        {
            text.Append(((int)mode & (0x100 >> index)) != 0 ? Letters[index] : '-');
        }

        return text.ToString();
    }

    private static bool TryNumber(HttpContext context, string name, out long number)
    {
        number = -1;
        var text = context.Request.Query[name].ToString();
        if (text.Length == 0
            || (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= -1))
        {
            return true;
        }

        context.Response.StatusCode = 400;
        return false;
    }

    private async Task WithPathAsync(HttpContext context, Func<string, string, Task> answer)
    {
        var path = context.Request.Query["path"].ToString();
        if (path.Length == 0)
        {
            await ApiJson.ErrorAsync(context, 400, PathExpected);
            return;
        }

        var (access, real) = _files.Find(path);
        switch (access)
        {
            case SandboxFiles.Access.Missing:
                context.Response.StatusCode = 404;
                context.Response.ContentType = MediaTypes.Text;
                return;
            case SandboxFiles.Access.Forbidden:
                await ApiJson.ErrorAsync(context, 400, $"'{path}' is inaccessible.\n");
                return;
            default:
                await answer(path, real);
                return;
        }
    }
}
