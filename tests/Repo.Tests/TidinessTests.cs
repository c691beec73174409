using System.Text.RegularExpressions;

namespace MesosOrleans.Repo.Tests;

/// <summary>Rules of the house that no compiler checks.</summary>
public sealed partial class TidinessTests
{
    private const int LinesMax = 600;
    private const string Itself = "tests/Repo.Tests/";

    [Fact]
    public void FilesAreShort() => Assert.Empty(SourceTree.Files(".cs", ".sh", ".sql", ".props", ".csproj")
        .Select(path => (Path: path, Lines: SourceTree.Lines(path).Length))
        .Where(file => file.Lines > LinesMax)
        .Select(file => $"{file.Path} has {file.Lines} lines, more than {LinesMax}"));

    [Fact]
    public void AFileHoldsTheOneTypeThatItIsNamedFor() => Assert.Empty(SourceTree.Files(".cs")
        .Where(path => Path.GetFileName(path) != "Program.cs")
        .Select(path => (Path: path, Types: SourceTree.TopLevelTypes(path).Distinct(StringComparer.Ordinal).ToList()))
        .Where(file => file.Types.Count > 1 || (file.Types.Count == 1 && file.Types[0] != Path.GetFileName(file.Path).Split('.')[0]))
        .Select(file => $"{file.Path} holds {string.Join(", ", file.Types)}"));

    [Fact]
    public void NothingIsLeftUndone() => Assert.Empty(
        from path in SourceTree.Files(".cs", ".sh", ".sql", ".csproj", ".props", ".proto", ".js", ".md")
        where !path.StartsWith(Itself, StringComparison.Ordinal)
        from line in SourceTree.Lines(path).Select((text, index) => (Text: text, Number: index + 1))
        let match = Undone().Match(line.Text)
        where match.Success
        select $"{path}:{line.Number} says {match.Value}");

    [Fact]
    public void NoTestIsSkippedAndNoneSleeps() => Assert.Empty(
        from path in SourceTree.Files(".cs")
        where path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith(Itself, StringComparison.Ordinal)
        from line in SourceTree.Lines(path).Select((text, index) => (Text: text, Number: index + 1))
        where SkippedTest().IsMatch(line.Text) || line.Text.Contains("Thread.Sleep", StringComparison.Ordinal)
        select $"{path}:{line.Number} {line.Text.Trim()}");

    [Fact]
    public void LinksInTheDocumentsLeadSomewhere() => Assert.Empty(
        from path in SourceTree.Files(".md")
        from Match link in Link().Matches(SourceTree.Read(path))
        let target = link.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        let file = Path.GetFullPath(Path.Combine(SourceTree.Root, Path.GetDirectoryName(path)!, target))
        where !File.Exists(file) && !Directory.Exists(file)
        select $"{path} links to {target}, which is not there");

    [Fact]
    public void TheReadmesFrameworkIsTheOneThatIsCompiled() =>
        Assert.Contains(SourceTree.Read("examples/Hello/Program.cs"), SourceTree.Read("README.md"), StringComparison.Ordinal);

    [Theory]
    [InlineData("mesos")]
    [InlineData("quickstart.sh")]
    [InlineData("test.sh")]
    [InlineData(".ci/run")]
    public void ScriptsCanBeRun(string path)
    {
        Assert.Equal("#!/usr/bin/env bash", SourceTree.Lines(path)[0]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(Path.Combine(SourceTree.Root, path)).HasFlag(UnixFileMode.UserExecute));
        }
    }

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK|NotImplementedException)\b|#pragma warning disable")]
    private static partial Regex Undone();

    [GeneratedRegex(@"\bSkip(?:When|Unless|Type|Exceptions)?\s*=|\bSkippable")]
    private static partial Regex SkippedTest();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
