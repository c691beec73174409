using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>Reads what <c>fw</c> and <c>update</c> say of a framework.</summary>
internal static class CaseFrameworks
{
    /// <summary>Reads <c>F ROLES [caps …] [inactive] [suppress …] [min …] [constrain …]</c>.</summary>
    /// <param name="text">The statement without its verb.</param>
    /// <param name="known">What the framework was before; capabilities and constraints are kept when not named.</param>
    public static (FrameworkSpec Spec, bool IsActive) Parse(string text, FrameworkSpec? known = null)
    {
        var isActive = true;
        var constrain = text.IndexOf(" constrain ", StringComparison.Ordinal);
        var words = (constrain < 0 ? text : text[..constrain]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var spec = (known ?? new FrameworkSpec(words[0], [])) with
        {
            Roles = CaseSyntax.List(words[1]),
            SuppressedRoles = [],
        };
        for (var i = 2; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "inactive":
                    isActive = false;
                    break;
                case "caps":
                    spec = spec with { Capabilities = CaseSyntax.FrameworkCapabilitiesWith(words[++i]) };
                    break;
                case "suppress":
                    spec = spec with { SuppressedRoles = CaseSyntax.List(words[++i]) };
                    break;
                case "min":
                    spec = spec with { MinAllocatableResources = Minimums(words[++i]) };
                    break;
                default:
                    throw new FormatException($"Unexpected '{words[i]}'");
            }
        }

        return constrain < 0
            ? (spec, isActive)
            : (spec with { Constraints = CaseConstraints.Parse(text[(constrain + 11)..]) }, isActive);
    }

    private static Dictionary<string, IReadOnlyList<ResourceQuantities>> Minimums(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var amounts = text[(at + 1)..];
        return new Dictionary<string, IReadOnlyList<ResourceQuantities>>(StringComparer.Ordinal)
        {
            [text[..at]] = amounts == "any" ? [] : MinAllocatable.Parse(amounts),
        };
    }
}
