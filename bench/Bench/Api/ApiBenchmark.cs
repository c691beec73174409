namespace MesosOrleans.Bench.Api;

/// <summary>Every benchmark of the HTTP APIs, one after the other.</summary>
internal sealed class ApiBenchmark : IBenchmark
{
    public string Name => "api";

    public string Summary => "all that begin with api.";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        foreach (var part in Benchmarks.All().Where(part => part.Name.StartsWith("api.", StringComparison.Ordinal)))
        {
            figures.Progress($"=== {part.Name}");
            await part.RunAsync(figures, cancellationToken);
        }
    }
}
