using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Fetcher;

/// <summary>What is to be done for one URI. Pure; facts: agent.md 21.</summary>
internal sealed record FetchPlan
{
    /// <summary>Absolute path of a local source, or null.</summary>
    public string? LocalPath { get; init; }

    /// <summary>Address of a remote source, or null.</summary>
    public Uri? Remote { get; init; }

    /// <summary>Name in the sandbox, relative, without a way out of it.</summary>
    public required string FileName { get; init; }

    public required bool Executable { get; init; }

    public required ArchiveKind Archive { get; init; }

    /// <exception cref="FetchException">The URI or its output file is not acceptable.</exception>
    public static FetchPlan Of(CommandInfo.Types.URI uri, string frameworksHome)
    {
        var value = uri.Value.Trim();
        if (value.Length == 0 || value.AsSpan().IndexOfAny("\\'\"\0") >= 0)
        {
            throw new FetchException($"URI '{value}' is empty or holds a backslash, a quote or NUL");
        }

        var (local, remote) = Locate(value, frameworksHome);
        var name = uri.HasOutputFile ? uri.OutputFile : BaseName(remote is null ? local! : remote.AbsolutePath);
        if (!IsInside(name))
        {
            throw new FetchException(
                uri.HasOutputFile
                    ? $"Output file '{name}' of URI '{value}' is not a relative path inside the sandbox"
                    : $"URI '{value}' names no file");
        }

        return new FetchPlan
        {
            LocalPath = local,
            Remote = remote,
            FileName = name,
            Executable = uri.Executable,
            Archive = uri.Executable || !uri.Extract ? ArchiveKind.None : KindOf(name),
        };
    }

    private static (string? Local, Uri? Remote) Locate(string value, string frameworksHome)
    {
        if (value.StartsWith('/'))
        {
            return (value, null);
        }

        if (value.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            var path = value["file://".Length..];
            path = path.StartsWith("localhost/", StringComparison.OrdinalIgnoreCase) ? path["localhost".Length..] : path;
            return path.StartsWith('/')
                ? (Uri.UnescapeDataString(path), null)
                : throw new FetchException($"URI '{value}' names a file on another host");
        }

        if (!value.Contains("://", StringComparison.Ordinal))
        {
            return frameworksHome.Length > 0
                ? (Path.Combine(frameworksHome, value), null)
                : throw new FetchException($"URI '{value}' is relative, and the flag frameworks_home is not set");
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri))
        {
            throw new FetchException($"URI '{value}' cannot be understood");
        }

        return uri.Scheme is "http" or "https"
            ? (null, uri)
            : throw new FetchException($"URI '{value}' has scheme '{uri.Scheme}'; file, http and https are fetched");
    }

    private static string BaseName(string path) => Uri.UnescapeDataString(Path.GetFileName(path.TrimEnd('/')));

    private static bool IsInside(string name) => name.Length > 0 && !name.StartsWith('/')
        && !name.Contains('\0') && !name.Split('/').Any(part => part is ".." or "." or "");

    private static ArchiveKind KindOf(string name)
    {
        (string Suffix, ArchiveKind Kind)[] kinds =
        [
            (".tar.gz", ArchiveKind.TarGzip), (".tgz", ArchiveKind.TarGzip), (".tar", ArchiveKind.Tar),
            (".zip", ArchiveKind.Zip), (".tar.bz2", ArchiveKind.Unsupported), (".tbz2", ArchiveKind.Unsupported),
            (".tar.xz", ArchiveKind.Unsupported), (".txz", ArchiveKind.Unsupported), (".gz", ArchiveKind.Gzip),
        ];
        return kinds.FirstOrDefault(item => name.EndsWith(item.Suffix, StringComparison.Ordinal)).Kind;
    }
}
