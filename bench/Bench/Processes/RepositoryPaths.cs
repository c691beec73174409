namespace MesosOrleans.Bench.Processes;

/// <summary>Where the sources and the programs built of them are.</summary>
internal static class RepositoryPaths
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The silo's program.</summary>
    public static string Silo => Program("src/Silo", "MesosOrleans.Silo");

    /// <summary>The agent node's program.</summary>
    public static string AgentNode => Program("src/AgentNode", "MesosOrleans.AgentNode");

    private static string Program(string project, string name)
    {
        var path = Path.Combine(Root, project, "bin", "Release", "net10.0", name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built in Release", path);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MesosOrleans.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("The benchmarks are not inside the repository");
    }
}
