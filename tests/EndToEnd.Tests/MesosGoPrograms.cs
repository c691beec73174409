using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>
/// Our programs on mesos-go, compiled against the packages <c>golang-go</c> and <c>golang-github-mesos-mesos-go-dev</c> in
/// the layout in which Debian installs libraries of Go.
/// </summary>
public sealed class MesosGoPrograms : IAsyncLifetime
{
    private const string Libraries = "/usr/share/gocode";
    private const string Package = "mesosorleans";

    private static readonly TimeSpan CompileDeadline = TimeSpan.FromMinutes(5);

    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-go-").FullName;

    /// <summary>Path of the scheduler.</summary>
    public string Scheduler => Path.Combine(_directory, "bin", "scheduler");

    /// <summary>Path of the executor.</summary>
    public string Executor => Path.Combine(_directory, "bin", "executor");

    /// <summary>Compiles them.</summary>
    public async Task InitializeAsync()
    {
        Assert.True(
            Directory.Exists(Path.Combine(Libraries, "src/github.com/mesos/mesos-go")),
            "mesos-go is missing: apt-get install golang-go golang-github-mesos-mesos-go-dev");
        foreach (var program in new[] { "scheduler", "executor" })
        {
            var target = Directory.CreateDirectory(Path.Combine(_directory, "src", Package, program)).FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests/EndToEnd.Tests/MesosGo", program)))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }

        await using var build = await ManagedProcess.RunAsync(
            "go",
            ["build", "-o", Path.Combine(_directory, "bin") + "/", $"{Package}/scheduler", $"{Package}/executor"],
            CompileDeadline,
            _directory,
            new Dictionary<string, string?>
            {
                ["GOPATH"] = $"{_directory}:{Libraries}",
                ["GO111MODULE"] = "off",
                ["GOFLAGS"] = "",
                ["GOTOOLCHAIN"] = "local",
            });
        Assert.True(build.ExitCode == 0, $"the programs on mesos-go could not be compiled:\n{build.Transcript}");
    }

    /// <summary>Removes them.</summary>
    public Task DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }
}
