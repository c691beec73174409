using System.Xml.Linq;

namespace MesosOrleans.Repo.Tests;

/// <summary>Projects: which exist, what they may refer to.</summary>
public sealed class ProjectTests
{
    /// <summary>Dependencies point one way; a project that is not listed may refer to anything.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Protocol"] = [],
        ["Core"] = ["Protocol"],
        ["Storage"] = [],
        ["Grains.Interfaces"] = ["Core", "Protocol"],
        ["Grains"] = ["Grains.Interfaces", "Core", "Protocol", "Storage"],
        ["Client"] = ["Grains.Interfaces", "Core", "Protocol"],
        ["Cli"] = ["Core", "Protocol"],
        ["Transport"] = ["Protocol"],
        ["AgentNode"] = ["Core", "Protocol", "Transport"],
    };

    private static readonly string[] WithoutOrleans = ["Protocol", "Core", "Transport", "AgentNode", "Cli"];

    public static TheoryData<string> Projects => [.. SourceTree.Files(".csproj")];

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        var solution = SourceTree.Read("MesosOrleans.sln").Replace('\\', '/');
        Assert.All(SourceTree.Files(".csproj"), path => Assert.Contains($"\"{path}\"", solution, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void PackagesHaveOneVersionForAll(string project)
    {
        var central = XDocument.Parse(SourceTree.Read("Directory.Packages.props")).Descendants("PackageVersion")
            .Select(version => version.Attribute("Include")!.Value)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var reference in XDocument.Parse(SourceTree.Read(project)).Descendants("PackageReference"))
        {
            var name = reference.Attribute("Include")?.Value ?? reference.Attribute("Update")?.Value ?? string.Empty;
            Assert.True(central.Contains(name), $"{name} has no version in Directory.Packages.props");
            Assert.Null(reference.Attribute("Version"));
            Assert.Null(reference.Attribute("VersionOverride"));
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void DependenciesPointOneWay(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var references = XDocument.Parse(SourceTree.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .ToList();
        Assert.All(references, reference => Assert.True(
            !Allowed.TryGetValue(name, out var allowed) || allowed.Contains(reference, StringComparer.Ordinal),
            $"{name} must not refer to {reference}"));
        if (WithoutOrleans.Contains(name, StringComparer.Ordinal))
        {
            Assert.DoesNotContain("Microsoft.Orleans", SourceTree.Read(project), StringComparison.Ordinal);
        }
    }
}
