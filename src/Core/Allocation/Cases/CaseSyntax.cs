using System.Globalization;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using Attribute = MesosOrleans.Protocol.V1.Attribute;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>Reads the small pieces that statements are made of.</summary>
internal static class CaseSyntax
{
    /// <summary>Splits <c>f1/a/b</c> into framework and role.</summary>
    public static (string Framework, string Role) Holder(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? throw new FormatException($"'{text}' is not of the form framework/role")
            : (text[..slash], text[(slash + 1)..]);
    }

    public static string[] List(string text) =>
        text == "-" ? [] : text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Reads <c>2/3</c> or <c>0.5</c>.</summary>
    public static double Fraction(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 ? Number(parts[0]) / Number(parts[1]) : Number(text);
    }

    /// <summary>Reads <c>2.5s</c>, or <c>none</c> as null, as the duration of a filter.</summary>
    public static TimeSpan? Refusal(string text) =>
        text == "none" ? null : RefuseDuration.FromSeconds(Number(text.TrimEnd('s')));

    public static Dictionary<string, string> Pairs(IEnumerable<string> pairs) => pairs
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "", StringComparer.Ordinal);

    public static ResourceSet Resources(string text) => ResourceSet.FromProto(CaseResources.Parse(text));

    /// <summary>Reads <c>OLD -&gt; NEW</c>.</summary>
    public static ResourceConversion Conversion(string before, string arrow, string after) => arrow == "->"
        ? new ResourceConversion(Resources(before), Resources(after))
        : throw new FormatException($"Expected '->' instead of '{arrow}'");

    /// <summary>Reads <c>default</c>, <c>=Q</c>, or any of <c>g=Q</c> and <c>l=L</c>.</summary>
    public static RoleQuota Quota(IEnumerable<string> words)
    {
        var quota = RoleQuota.Default;
        foreach (var word in words.Where(word => word != "default"))
        {
            var amounts = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..];
            quota = word[0] switch
            {
                'g' => quota with { Guarantees = ResourceQuantities.Parse(amounts) },
                'l' => quota with { Limits = ResourceLimits.Parse(amounts) },
                _ => new RoleQuota(ResourceQuantities.Parse(amounts), ResourceLimits.Parse(amounts)),
            };
        }

        return quota;
    }

    /// <summary>Numbers become SCALAR attributes, anything else TEXT.</summary>
    public static AgentAttributes Attributes(string hostname, string? region, string pairs) => new(
        hostname, region, region is null ? null : region + "-zone", [.. Pairs(List(pairs)).Select(Attribute)]);

    public static AgentCapabilities AgentCapabilitiesWithout(string names)
    {
        var capabilities = AgentCapabilities.All;
        foreach (var name in List(names))
        {
            capabilities &= ~Enum.Parse<AgentCapabilities>(Pascal(name.TrimStart('-')));
        }

        return capabilities;
    }

    public static FrameworkCapabilities FrameworkCapabilitiesWith(string names) => List(names).Aggregate(
        FrameworkCapabilities.MultiRole, (all, name) => all | Enum.Parse<FrameworkCapabilities>(Pascal(name)));

    private static string Pascal(string screaming) => string.Concat(screaming.Split('_')
        .Select(word => word[..1] + word[1..].ToLowerInvariant()));

    private static Attribute Attribute(KeyValuePair<string, string> pair)
    {
        var isNumber = double.TryParse(pair.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        return isNumber
            ? new Attribute { Name = pair.Key, Type = Value.Types.Type.Scalar, Scalar = new() { Value = number } }
            : new Attribute { Name = pair.Key, Type = Value.Types.Type.Text, Text = new() { Value = pair.Value } };
    }
}
