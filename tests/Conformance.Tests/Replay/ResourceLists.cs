using System.Text.RegularExpressions;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>Resources in a sentence: the order in which they are named is that in which they were added up.</summary>
internal static partial class ResourceLists
{
    /// <summary>The sentence with the resources of each list in the order of the alphabet.</summary>
    public static string Sort(string text) => Lists().Replace(text, list =>
        string.Join("; ", list.Value.Split("; ").Order(StringComparer.Ordinal)));

    [GeneratedRegex(@"[a-z]+(\([^;]*?\))?:(\[[^\]]*\]|[-0-9.]+)(; [a-z]+(\([^;]*?\))?:(\[[^\]]*\]|[-0-9.]+))+")]
    private static partial Regex Lists();
}
