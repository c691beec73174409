using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>Reads <c>name:amount</c> pairs.</summary>
internal static class QuantityText
{
    public static bool TryParse(string text, string what, out List<ResourceQuantity> items, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        items = [];
        error = null;
        foreach (var token in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (string.IsNullOrWhiteSpace(token))
            {
                continue;
            }

            var pair = token.Split(':');
            if (pair.Length != 2)
            {
                error = $"Failed to parse '{token}': missing or extra ':'";
                return false;
            }

            if ((error = ParseAmount(pair[1], what, out var milli)) is not null)
            {
                return false;
            }

            items.Add(new ResourceQuantity(InternedText.Of(pair[0].Trim()), milli));
        }

        return true;
    }

    private static string? ParseAmount(string text, string what, out long milli)
    {
        milli = 0;
        if (!ValueText.TryParse(text, out var value, out var why))
        {
            return $"Failed to parse '{text}' to {what}: {why}";
        }

        if (value.Type != Value.Types.Type.Scalar)
        {
            // The recogniser takes a negative number for a text.
            return ValueText.IsNegativeNumber(text)
                ? $"Failed to parse '{text}' to {what}: negative values are not allowed"
                : $"Failed to parse '{text}' to {what}: only scalar values are allowed";
        }

        milli = FixedPoint.FromDouble(value.Scalar.Value);
        return null;
    }
}
