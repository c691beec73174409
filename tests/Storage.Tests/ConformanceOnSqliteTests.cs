using MesosOrleans.TestSupport;

namespace MesosOrleans.Storage.Tests;

public sealed class ConformanceOnSqliteTests : StorageConformance, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-sqlite-");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override Task<StorageHandle> OpenAsync() => StorageHandle.OpenAsync(new StorageOptions
    {
        Kind = StorageKind.Sqlite,
        SqlitePath = Path.Combine(_folder.FullName, "state", "mesos.db"),
    });
}
