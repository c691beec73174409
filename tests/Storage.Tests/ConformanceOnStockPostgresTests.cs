using MesosOrleans.TestSupport;

namespace MesosOrleans.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class ConformanceOnStockPostgresTests(PostgresFixture postgres) : StorageConformance
{
    protected override Task<StorageHandle> OpenAsync() => StorageHandle.OpenAsync(new StorageOptions
    {
        Kind = StorageKind.AdoNet,
        ConnectionString = postgres.SharedDatabase,
    });
}
