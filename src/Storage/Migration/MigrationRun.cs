using DbUp.Builder;

namespace MesosOrleans.Storage.Migration;

/// <summary>What both dialects do once they hold the lock.</summary>
internal static class MigrationRun
{
    /// <summary>Table in which DbUp notes what was applied.</summary>
    public const string Journal = "schema_version";

    /// <summary>Applies what is missing; the caller holds the lock.</summary>
    /// <exception cref="DatabaseSchemaTooNewException">The journal names a script that is not embedded here.</exception>
    /// <exception cref="StorageUnavailableException">A script failed.</exception>
    public static IReadOnlyList<string> Apply(UpgradeEngineBuilder builder, string dialect)
    {
        var scripts = MigrationScripts.Of(dialect);
        var engine = builder.WithScripts(scripts).WithVariablesDisabled().LogToNowhere().Build();
        var known = scripts.Select(script => script.Name).ToHashSet(StringComparer.Ordinal);
        var newest = engine.GetExecutedScripts().Where(name => !known.Contains(name)).Max(StringComparer.Ordinal);
        if (newest is not null)
        {
            throw new DatabaseSchemaTooNewException(newest, scripts.Max(script => MigrationScripts.NumberOf(script.Name)));
        }

        var result = engine.PerformUpgrade();
        return result.Successful
            ? [.. result.Scripts.Select(script => script.Name)]
            : throw new StorageUnavailableException(
                $"Migration script {result.ErrorScript?.Name ?? "(none)"} failed: {result.Error.Message}",
                result.Error);
    }
}
