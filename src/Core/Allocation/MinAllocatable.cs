using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>The least an offer must contain.</summary>
public static class MinAllocatable
{
    /// <summary>The default of <c>--min_allocatable_resources</c>.</summary>
    public const string Default = "cpus:0.01|mem:32";

    /// <summary>Reads amounts: <c>;</c> joins what is needed together, <c>|</c> separates alternatives.</summary>
    /// <exception cref="FormatException">The text is not in that form.</exception>
    public static IReadOnlyList<ResourceQuantities> Parse(string text) =>
        [.. text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(one => ResourceQuantities.Parse(one))];
}
