using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>A program of ours on packages of npm, installed with the versions of its lock file.</summary>
internal sealed class NpmPackage : IDisposable
{
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(3);

    private NpmPackage(string directory) => Directory = directory;

    /// <summary>Where it is.</summary>
    public string Directory { get; }

    /// <summary>Copies the program out of the sources and installs what it needs.</summary>
    public static async Task<NpmPackage> InstallAsync(string name)
    {
        var package = new NpmPackage(System.IO.Directory.CreateTempSubdirectory("mesos-npm-").FullName);
        try
        {
            foreach (var file in new[] { "package.json", "package-lock.json", "run.js" })
            {
                File.Copy(Path.Combine(Repository.Root, "tests/EndToEnd.Tests", name, file), Path.Combine(package.Directory, file));
            }

            await using var install = await ManagedProcess.RunAsync(
                "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], InstallDeadline, package.Directory);
            Assert.True(install.ExitCode == 0, $"npm could not install {name}:\n{install.Transcript}");
            return package;
        }
        catch (Exception)
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>Removes it.</summary>
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
