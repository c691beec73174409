namespace MesosOrleans.Storage.Tests;

/// <summary>The process that a test kills in the middle of its writes.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) =>
        args is ["write", var path] ? KilledWriter.RunAsync(path) : Task.FromResult(2);
}
