namespace MesosOrleans.Grains.Tests;

/// <summary>One silo on SQLite.</summary>
public sealed class PolicyCasesOnOneSilo : PolicyCases
{
    internal override Task<TestCluster> StartAsync(Action<ClusterSettings>? settings = null) => TestCluster.StartAsync(settings);
}
