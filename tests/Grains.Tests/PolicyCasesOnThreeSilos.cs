namespace MesosOrleans.Grains.Tests;

/// <summary>Three silos on PostgreSQL.</summary>
public sealed class PolicyCasesOnThreeSilos(PolicyPostgres postgres) : PolicyCases, IClassFixture<PolicyPostgres>
{
    internal override async Task<TestCluster> StartAsync(Action<ClusterSettings>? settings = null) =>
        await TestCluster.StartAsync(await postgres.Server.CreateDatabaseAsync(), 3, settings);
}
