using System.Globalization;
using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>The client of DC/OS' web interface, as it is published.</summary>
[Collection(SharedCluster.Collection)]
public sealed class NpmOperatorTests(SharedCluster shared)
{
    private static readonly string[] Calls =
    [
        "GET_HEALTH", "GET_VERSION", "GET_FLAGS", "GET_METRICS", "GET_AGENTS", "GET_FRAMEWORKS", "GET_TASKS", "GET_STATE",
    ];

    [Fact]
    public Task ThePackageMesosClientAsks() => shared.Cluster.ExplainAsync(async () =>
    {
        using var package = await NpmPackage.InstallAsync("npm-operator");
        await using var run = await ManagedProcess.RunAsync(
            "node",
            ["run.js", "127.0.0.1", shared.Cluster.Ports.Http.ToString(CultureInfo.InvariantCulture)],
            TimeSpan.FromMinutes(2),
            package.Directory);
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.All(Calls, call => Assert.Contains($"answer {call}", run.Output));
    });
}
