using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>The database server of the policy cases; each case has a database of its own.</summary>
public sealed class PolicyPostgres : IAsyncLifetime
{
    /// <summary>The server.</summary>
    public PostgresServer Server { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync() => Server = await PostgresServer.StartAsync("-c max_connections=400");

    /// <inheritdoc />
    public async Task DisposeAsync() => await Server.DisposeAsync();
}
