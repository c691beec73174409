using System.Text.RegularExpressions;

namespace MesosOrleans.Repo.Tests;

/// <summary>
/// What silos and clients of different versions must agree on: the names and numbers of everything that goes between
/// them. A change shows in Data/contract.txt, where a reviewer sees it.
/// </summary>
public sealed partial class ContractTests
{
    private const string Folder = "src/Grains.Interfaces/";
    private const string Recorded = "tests/Repo.Tests/Data/contract.txt";

    [Fact]
    public void TheContractIsTheRecordedOne()
    {
        var now = string.Concat(SourceTree.Files(".cs")
            .Where(path => path.StartsWith(Folder, StringComparison.Ordinal))
            .SelectMany(Describe)
            .Order(StringComparer.Ordinal)
            .Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACT") == "1")
        {
            File.WriteAllText(Path.Combine(SourceTree.Root, Recorded), now);
        }

        Assert.True(
            SourceTree.Read(Recorded) == now,
            $"the contract differs from {Recorded}; when that is wanted: UPDATE_CONTRACT=1 dotnet test tests/Repo.Tests\n{Difference(SourceTree.Read(Recorded), now)}");
    }

    [Fact]
    public void NoNumberAndNoNameIsUsedTwice()
    {
        foreach (var path in SourceTree.Files(".cs").Where(path => path.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var text = SourceTree.Read(path);
            var numbers = Member().Matches(text).Select(match => match.Groups["id"].Value).ToList();
            Assert.True(numbers.Count == numbers.Distinct(StringComparer.Ordinal).Count(), $"{path} uses an [Id] twice");
        }
    }

    private static IEnumerable<string> Describe(string path)
    {
        var text = SourceTree.Read(path);
        var type = TypeAlias().Match(text);
        if (!type.Success)
        {
            yield break;
        }

        var name = type.Groups["alias"].Value;
        yield return $"{name} {type.Groups["kind"].Value}";
        foreach (Match member in Member().Matches(text))
        {
            yield return $"{name} [{member.Groups["id"].Value,2}] {Squeezed(member.Groups["type"].Value)} {member.Groups["name"].Value}";
        }

        foreach (Match method in Method().Matches(text))
        {
            yield return $"{name}.{method.Groups["alias"].Value} {Squeezed(method.Groups["signature"].Value)}";
        }

        if (type.Groups["kind"].Value == "enum")
        {
            foreach (Match value in EnumValue().Matches(text))
            {
                yield return $"{name} {value.Groups["name"].Value} = {value.Groups["number"].Value}";
            }
        }
    }

    private static string Squeezed(string text) => Blanks().Replace(text, " ").Trim();

    private static string Difference(string recorded, string now)
    {
        var before = recorded.Split('\n');
        var after = now.Split('\n');
        return string.Join('\n', before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}")));
    }

    [GeneratedRegex(@"Alias\(""(?<alias>[\w.]+)""\)\]\s*(?:\[[^\]]*\]\s*)*public\s+(?:sealed\s+|readonly\s+|partial\s+)*(?<kind>record struct|record|class|struct|interface|enum)\s")]
    private static partial Regex TypeAlias();

    [GeneratedRegex(@"\[Id\((?<id>\d+)\)\]\s*public\s+(?:required\s+|readonly\s+)*(?<type>[\w.<>?,\[\]\s]+?)\s+(?<name>\w+)\s*[{;=]")]
    private static partial Regex Member();

    [GeneratedRegex(@"\[Alias\(""(?<alias>\w+)""\)\]\s*(?:\[[^\]]*\]\s*)*(?<signature>(?:Task|ValueTask|IAsyncEnumerable)[^;{]*);")]
    private static partial Regex Method();

    [GeneratedRegex(@"^\s+(?<name>\w+)\s*=\s*(?<number>-?\d+),?\s*$", RegexOptions.Multiline)]
    private static partial Regex EnumValue();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
