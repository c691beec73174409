namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>Where things are: the sources, and what was built of them in the configuration of these tests.</summary>
internal static class Repository
{
    private static readonly string Framework = new DirectoryInfo(AppContext.BaseDirectory).Name;

    public static string Root { get; } = FindRoot();

    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Silo => Binary("src/Silo", "MesosOrleans.Silo");

    public static string AgentNode => Binary("src/AgentNode", "MesosOrleans.AgentNode");

    public static string Cli => Binary("src/Cli", "MesosOrleans.Cli");

    public static string WordCount => Binary("examples/WordCount", "MesosOrleans.WordCount");

    private static string Binary(string project, string name)
    {
        var path = Path.Combine(Root, project, "bin", Configuration, Framework, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built in {Configuration}", path);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MesosOrleans.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("the tests are not inside the repository");
    }
}
