using System.Globalization;
using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>A scheduler library that others wrote for Mesos, as it is published.</summary>
[Collection(SharedCluster.Collection)]
public sealed class NpmFrameworkTests(SharedCluster shared)
{
    private const int Tasks = 20;

    [Fact]
    public Task ThePackageMesosFrameworkRunsTasksToTheirEnds() => shared.Cluster.ExplainAsync(async () =>
    {
        using var package = await NpmPackage.InstallAsync("npm");
        await using var run = await ManagedProcess.RunAsync(
            "node",
            ["run.js", "127.0.0.1", shared.Cluster.Ports.Http.ToString(CultureInfo.InvariantCulture), Tasks.ToString(CultureInfo.InvariantCulture)],
            TimeSpan.FromMinutes(2),
            package.Directory);
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.Equal(Tasks, run.Output.Count(line => line.Contains("TASK_FINISHED", StringComparison.Ordinal)));
    });
}
