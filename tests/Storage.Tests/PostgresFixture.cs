using MesosOrleans.TestSupport;

namespace MesosOrleans.Storage.Tests;

/// <summary>One PostgreSQL server for all tests, and one database for those that do not disturb each other.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public string SharedDatabase { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Server = await PostgresServer.StartAsync();
        SharedDatabase = await Server.CreateDatabaseAsync();
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
