namespace MesosOrleans.Bench;

/// <summary>The benchmarks of this assembly.</summary>
internal static class Benchmarks
{
    public static IReadOnlyList<IBenchmark> All() =>
    [
        .. typeof(Benchmarks).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IBenchmark)))
            .Select(type => (IBenchmark)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal),
    ];
}
