using System.Text.RegularExpressions;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>
/// Reads files of allocation cases: Markdown in which <c>**A01** title</c> is followed by a fenced block of
/// statements, or in which a table row starts with <c>| **A112** |</c>.
/// </summary>
public static partial class AllocationCaseFile
{
    /// <summary>Reads all cases of a text in their order.</summary>
    /// <exception cref="FormatException">
    /// A block is not closed, a case has none, or an identifier is used twice.
    /// </exception>
    public static IReadOnlyList<AllocationCase> Parse(string text)
    {
        var cases = new List<AllocationCase>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        string? id = null;
        var title = "";
        var headingLine = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (Heading().Match(lines[i]) is { Success: true } heading)
            {
                CheckHasBlock(id, headingLine);
                headingLine = i + 1;
                (id, title) = (heading.Groups["id"].Value, heading.Groups["title"].Value);
            }
            else if (Row().Match(lines[i]) is { Success: true } row)
            {
                cases.Add(new(row.Groups["id"].Value, row.Groups["title"].Value, AllocationCaseKind.Table, []));
            }
            else if (id is not null && lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var statements = ReadBlock(lines, ref i);
                var kind = statements is [{ Verb: "sorter" }, ..]
                    ? AllocationCaseKind.Sorter
                    : AllocationCaseKind.Allocator;
                cases.Add(new(id, title, kind, statements));
                id = null;
            }
        }

        CheckHasBlock(id, headingLine);
        var twice = cases.GroupBy(one => one.Id).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? cases : throw new FormatException($"Case {twice.Key} occurs more than once");
    }

    private static void CheckHasBlock(string? id, int line)
    {
        if (id is not null)
        {
            throw new FormatException($"Case {id} at line {line} has no block of statements");
        }
    }

    private static List<CaseStatement> ReadBlock(string[] lines, ref int at)
    {
        var opening = at;
        var statements = new List<CaseStatement>();
        for (at++; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("```", StringComparison.Ordinal))
            {
                return statements;
            }

            var text = Comment().Replace(lines[at], "").Trim();
            if (text.Length > 0)
            {
                var blank = text.IndexOf(' ', StringComparison.Ordinal);
                statements.Add(blank < 0
                    ? new(at + 1, text, "")
                    : new(at + 1, text[..blank], text[(blank + 1)..].Trim()));
            }
        }

        throw new FormatException($"The block opened at line {opening + 1} is not closed");
    }

    [GeneratedRegex(@"^\*\*(?<id>[A-Za-z]+[0-9]+)\*\*\s*(?<title>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\|\s*\*\*(?<id>[A-Za-z]+[0-9]+)\*\*\s*\|\s*(?<title>.*?)\s*\|?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex(@"(^|\s)#.*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();
}
