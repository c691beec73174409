using System.Globalization;
using DbUp.Engine;

namespace MesosOrleans.Storage.Migration;

/// <summary>The numbered scripts of <c>db/</c>, embedded in this assembly.</summary>
internal static class MigrationScripts
{
    /// <summary>The scripts of one dialect (<c>postgresql</c> or <c>sqlite</c>) in the order of their numbers.</summary>
    public static IReadOnlyList<SqlScript> Of(string dialect)
    {
        var assembly = typeof(MigrationScripts).Assembly;
        var prefix = $"db/{dialect}/";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    return SqlScript.FromStream(name[prefix.Length..], stream);
                }),
        ];
    }

    /// <summary>The number that a script's name begins with; 0 when it begins with none.</summary>
    public static int NumberOf(string scriptName)
    {
        var digits = scriptName.AsSpan(0, Math.Max(0, scriptName.IndexOf('_', StringComparison.Ordinal)));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
