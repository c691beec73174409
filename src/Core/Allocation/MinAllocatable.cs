using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

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

    /// <summary>Reads what a framework asks for; an empty list accepts anything.</summary>
    /// <param name="message">The message.</param>
    /// <param name="alternatives">What was read when the answer is true.</param>
    /// <param name="error">What is wrong when the answer is false.</param>
    public static bool TryRead(
        OfferFilters.Types.MinAllocatableResources message, out IReadOnlyList<ResourceQuantities> alternatives,
        out string error)
    {
        var read = new List<ResourceQuantities>();
        alternatives = read;
        foreach (var quantities in message.Quantities.Select(one => one.Quantities))
        {
            error = quantities.Count == 0 ? "Resource quantities must contain at least one quantity"
                : quantities.Select(pair => FaultOf(pair.Key, pair.Value.Value)).FirstOrDefault(fault => fault is not null)
                ?? "";
            if (error.Length > 0)
            {
                return false;
            }

            read.Add(ResourceQuantities.Of(
                [.. quantities.Select(pair => new ResourceQuantity(pair.Key, FixedPoint.FromDouble(pair.Value.Value)))]));
        }

        error = "";
        return true;
    }

    private static string? FaultOf(string name, double value) =>
        double.IsFinite(value) && !double.IsSubnormal(value) && value >= 0
            ? null
            : $"Invalid quantity of '{name}': it must be finite, not subnormal, and not negative";
}
