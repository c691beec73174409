using MesosOrleans.Storage.GroupCommit;
using MesosOrleans.Storage.Migration;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Storage.Hosting;

/// <summary>Migrates the database in a silo's first stage, before membership reads its statements from it.</summary>
internal sealed class MigrationStage(StorageOptions options, ILogger<MigrationStage> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(MigrationStage), ServiceLifecycleStage.First, MigrateAsync);

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var applied = await DatabaseMigrator.MigrateAsync(options, cancellationToken);
        if (applied.Count > 0)
        {
            GroupCommitLog.Migrated(logger, string.Join(", ", applied));
        }
    }
}
