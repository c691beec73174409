using System.Globalization;
using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>A scheduler library that others wrote for Mesos, as it is published.</summary>
[Collection(SharedCluster.Collection)]
public sealed class NpmFrameworkTests(SharedCluster shared)
{
    private const int Tasks = 5;

    [Fact]
    public Task ThePackageMesosFrameworkRunsTasksToTheirEnds() => shared.Cluster.ExplainAsync(async () =>
    {
        var directory = Directory.CreateTempSubdirectory("mesos-npm-").FullName;
        try
        {
            foreach (var file in new[] { "package.json", "package-lock.json", "run.js" })
            {
                File.Copy(Path.Combine(Repository.Root, "tests/EndToEnd.Tests/npm", file), Path.Combine(directory, file));
            }

            await using var install = await ManagedProcess.RunAsync(
                "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], TimeSpan.FromMinutes(3), directory);
            Assert.True(install.ExitCode == 0, $"npm could not install mesos-framework:\n{install.Transcript}");
            await using var run = await ManagedProcess.RunAsync(
                "node",
                ["run.js", "127.0.0.1", shared.Cluster.Ports.Http.ToString(CultureInfo.InvariantCulture), Tasks.ToString(CultureInfo.InvariantCulture)],
                TimeSpan.FromMinutes(2),
                directory);
            Assert.True(run.ExitCode == 0, run.Transcript);
            Assert.Equal(Tasks, run.Output.Count(line => line.Contains("TASK_FINISHED", StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    });
}
