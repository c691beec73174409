using MesosOrleans.Storage;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Storage;

/// <summary>
/// Durable writes per second of the group-commit storage and of Orleans' stock ADO.NET provider, taken in turns on one
/// PostgreSQL server of its own with its default settings (every commit waits for the disk); and on SQLite.
/// </summary>
internal sealed class GroupCommitBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    public string Name => "storage.groupcommit";

    public string Summary => "writes/s of our grain storage ÷ stock ADO.NET provider on PostgreSQL, 512 and 64 in flight";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        figures.Progress("starting PostgreSQL");
        await using var server = await PostgresServer.StartAsync("-c max_connections=200");
        var database = await server.CreateDatabaseAsync();

        // The stock provider as it comes: Npgsql's own pool of 100 connections.
        await using var stock = await StorageHandle.OpenAsync(new StorageOptions
        {
            Kind = StorageKind.AdoNet,
            ConnectionString = database + ";Maximum Pool Size=100",
        });
        await using var ours = await StorageHandle.OpenAsync(new StorageOptions
        {
            Kind = StorageKind.Postgres,
            ConnectionString = database,
        });
        foreach (var inFlight in new[] { 512, 64 })
        {
            await CompareAsync(figures, ours, stock, inFlight, cancellationToken);
        }

        await SqliteAsync(figures, cancellationToken);
    }

    private static async Task CompareAsync(
        FigureWriter figures,
        StorageHandle ours,
        StorageHandle stock,
        int inFlight,
        CancellationToken cancellationToken)
    {
        var ourLoad = new WriteLoad(ours.Storage, inFlight, $"ours-{inFlight}");
        var stockLoad = new WriteLoad(stock.Storage, inFlight, $"stock-{inFlight}");
        var ourRuns = new List<WriteRun>();
        var stockRuns = new List<WriteRun>();
        for (var round = 0; round < Rounds; round++)
        {
            await ourLoad.RunAsync(WarmUp, cancellationToken);
            ourRuns.Add(await ourLoad.RunAsync(Measured, cancellationToken));
            await stockLoad.RunAsync(WarmUp, cancellationToken);
            stockRuns.Add(await stockLoad.RunAsync(Measured, cancellationToken));
            figures.Progress(
                $"{inFlight} in flight, round {round + 1}: ours {ourRuns[^1].WritesPerSecond:0}, stock {stockRuns[^1].WritesPerSecond:0} writes/s");
        }

        var (our, other) = (Median(ourRuns), Median(stockRuns));
        figures.Figure(
            "storage.groupcommit",
            our.WritesPerSecond / other.WritesPerSecond,
            "ratio",
            ("inFlight", inFlight),
            ("database", "postgresql"),
            ("rounds", Rounds));
        Write(figures, "storage.groupcommit.ours", our, "postgresql", inFlight);
        Write(figures, "storage.groupcommit.stock", other, "postgresql", inFlight);
    }

    private static async Task SqliteAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("mesos-bench-");
        try
        {
            await using var handle = await StorageHandle.OpenAsync(new StorageOptions
            {
                Kind = StorageKind.Sqlite,
                SqlitePath = Path.Combine(folder.FullName, "bench.db"),
            });
            foreach (var inFlight in new[] { 512, 64 })
            {
                var load = new WriteLoad(handle.Storage, inFlight, $"sqlite-{inFlight}");
                await load.RunAsync(WarmUp, cancellationToken);
                var runs = new List<WriteRun>();
                for (var round = 0; round < Rounds; round++)
                {
                    runs.Add(await load.RunAsync(Measured, cancellationToken));
                }

                Write(figures, "storage.groupcommit.ours", Median(runs), "sqlite", inFlight);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static WriteRun Median(List<WriteRun> runs) =>
        runs.OrderBy(run => run.WritesPerSecond).ElementAt(runs.Count / 2);

    private static void Write(FigureWriter figures, string name, WriteRun run, string database, int inFlight) =>
        figures.Figure(
            name,
            Math.Round(run.WritesPerSecond),
            "writes/s",
            ("inFlight", inFlight),
            ("database", database),
            ("p50Ms", run.Latencies.Percentile(0.5)),
            ("p99Ms", run.Latencies.Percentile(0.99)));
}
