using System.Text.RegularExpressions;

namespace MesosOrleans.Repo.Tests;

/// <summary>The repository's files, without what is built or installed.</summary>
internal static partial class SourceTree
{
    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal)
    {
        "bin", "obj", ".git", "node_modules", "artifacts", ".data", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts",
    };

    public static string Root { get; } = FindRoot();

    /// <summary>Files that end in one of the extensions, as paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] extensions) => Walk(new DirectoryInfo(Root))
        .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension, StringComparer.Ordinal))
        .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Names of the types that a C# file declares outside any other type.</summary>
    public static IReadOnlyList<string> TopLevelTypes(string path) =>
        [.. TopLevelType().Matches(Read(path)).Select(match => match.Groups["name"].Value)];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) => directory.EnumerateFiles()
        .Concat(directory.EnumerateDirectories()
            .Where(child => !Skipped.Contains(child.Name) && child.LinkTarget is null)
            .SelectMany(Walk));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MesosOrleans.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("the tests are not inside the repository");
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|record\s+struct|record\s+class|record|struct|interface|enum)\s+(?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();
}
