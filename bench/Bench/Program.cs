namespace MesosOrleans.Bench;

/// <summary>Runs one benchmark by name.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var benchmarks = Benchmarks.All();
        if (args is ["list"])
        {
            foreach (var listed in benchmarks)
            {
                await Console.Error.WriteLineAsync($"{listed.Name,-28} {listed.Summary}");
            }

            return 0;
        }

        var name = args.Length == 1 ? args[0] : "";
        var benchmark = benchmarks.SingleOrDefault(candidate => candidate.Name == name);
        if (benchmark is null)
        {
            await Console.Error.WriteLineAsync(
                $"no benchmark '{name}'; there are: {string.Join(", ", benchmarks.Select(known => known.Name))}");
            return 2;
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        await benchmark.RunAsync(new FigureWriter(Console.Out, Console.Error), interrupted.Token);
        return 0;
    }
}
