using System.Globalization;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Floating-point numbers in JSON: shortest form that always shows a fraction or an exponent.</summary>
internal static class JsonNumber
{
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
        {
            return "0.0";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E', 'e') < 0 ? text + ".0" : text;
    }
}
