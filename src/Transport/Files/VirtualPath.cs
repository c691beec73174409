namespace MesosOrleans.Transport.Files;

/// <summary>
/// Finds what a virtual path names. Nothing outside of a root is reachable: the path is resolved, links included, and
/// compared with the root's own resolved path.
/// </summary>
internal static class VirtualPath
{
    /// <summary>The file or directory that a path names, by the longest root that it begins with.</summary>
    public static (FileAccessOutcome Access, string Real) Find(IVirtualFiles files, string path)
    {
        var roots = files.Roots();
        var trimmed = path.Length > 1 ? path.TrimEnd('/') : path;
        for (var root = trimmed; root.Length > 1; root = root[..Math.Max(root.LastIndexOf('/'), 0)])
        {
            if (roots.TryGetValue(root, out var real))
            {
                return Resolve(real, trimmed[root.Length..].TrimStart('/'));
            }
        }

        return (FileAccessOutcome.Missing, "");
    }

    /// <summary>The refusal of what was not found, or null.</summary>
    public static ApiError? Refuse(FileAccessOutcome access, string path) => access switch
    {
        FileAccessOutcome.Missing => new ApiError(StatusCodes.Status404NotFound, ""),
        FileAccessOutcome.Forbidden => new ApiError(StatusCodes.Status400BadRequest, $"'{path}' is inaccessible.\n"),
        _ => null,
    };

    private static (FileAccessOutcome Access, string Real) Resolve(string root, string rest)
    {
        if (rest.Split('/').Contains("..") || rest.Contains('\0'))
        {
            return (FileAccessOutcome.Forbidden, "");
        }

        if (rest.Length > 0 && File.Exists(root))
        {
            return (FileAccessOutcome.Missing, "");
        }

        var real = UnixPaths.Resolve(rest.Length == 0 ? root : Path.Combine(root, rest));
        var top = UnixPaths.Resolve(root);
        if (real is null || top is null)
        {
            return (FileAccessOutcome.Missing, "");
        }

        return real == top || real.StartsWith(top + "/", StringComparison.Ordinal)
            ? (FileAccessOutcome.Found, real)
            : (FileAccessOutcome.Forbidden, "");
    }
}
