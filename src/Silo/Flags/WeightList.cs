using System.Globalization;
using MesosOrleans.Core.Roles;

namespace MesosOrleans.Silo.Flags;

/// <summary>Reads the value of <c>--weights</c>.</summary>
internal static class WeightList
{
    /// <summary>Weights by role; none for null.</summary>
    /// <param name="text">Such as <c>ads=2,search=3.5</c>.</param>
    /// <exception cref="FormatException">A part is not of that form, names no valid role, or has no positive weight.</exception>
    public static IReadOnlyDictionary<string, double> Parse(string? text)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            if (part.Split('=') is not [var role, var number]
                || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight))
            {
                throw new FormatException($"--weights: '{part}' is not of the form role=weight");
            }

            if (RoleName.Validate(role) is { } invalid)
            {
                throw new FormatException($"--weights: {invalid}");
            }

            if (!double.IsFinite(weight) || weight <= 0)
            {
                throw new FormatException($"--weights: invalid weight '{number}' for role '{role}': Weights must be positive");
            }

            weights[role] = weight;
        }

        return weights;
    }
}
