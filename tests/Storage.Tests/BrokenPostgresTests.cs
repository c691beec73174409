using System.Collections.Concurrent;
using System.Globalization;
using MesosOrleans.TestSupport;
using Npgsql;
using Orleans.Storage;

namespace MesosOrleans.Storage.Tests;

/// <summary>Connections that break, and a server that dies, in the middle of batches.</summary>
[Collection(PostgresCollection.Name)]
public sealed class BrokenPostgresTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_batch_whose_answer_is_lost_fails_its_writers_and_they_reload()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        await using var handle = await StorageHandle.OpenAsync(Through(proxy));
        var cells = Cells(handle, "lost", 20);
        await Task.WhenAll(cells.Select(cell => cell.WriteAsync("before")));

        proxy.Swallowing = true;
        var writes = cells.Select(cell => cell.WriteAsync("during")).ToArray();
        await Eventually.TrueAsync(() => proxy.SwallowedBytes > 0, "the server has answered");
        proxy.Cut();
        proxy.Swallowing = false;

        // Those of the cut batch may or may not be stored; those who queued behind it found a new connection.
        var outcomes = await Task.WhenAll(writes.Select(OutcomeAsync));
        Assert.Contains(outcomes, outcome => outcome is StorageOutcomeUnknownException);
        Assert.All(outcomes, outcome => Assert.True(outcome is null or StorageOutcomeUnknownException, $"{outcome}"));
        foreach (var (cell, outcome) in cells.Zip(outcomes))
        {
            var etag = cell.State.ETag;
            await cell.ReadAsync();
            Assert.True(cell.Text == "during" || (outcome is not null && cell.Text == "before"), cell.Text);
            Assert.True(outcome is not null || cell.State.ETag == etag);
        }

        await Task.WhenAll(cells.Select(cell => cell.WriteAsync("after")));
    }

    [Fact]
    public async Task A_database_that_is_away_changes_nothing_and_comes_back()
    {
        await using var proxy = new CuttingProxy(postgres.Server.Port);
        var options = Through(proxy);
        await using var handle = await StorageHandle.OpenAsync(options);
        var cell = Cells(handle, "away", 1)[0];
        await cell.WriteAsync("before");
        proxy.Refusing = true;
        proxy.Cut();

        // The first may still have met the old connection.
        var first = await OutcomeAsync(cell.WriteAsync("lost"));
        Assert.True(first is StorageOutcomeUnknownException or StorageUnavailableException, $"{first}");
        var second = await Assert.ThrowsAsync<StorageUnavailableException>(() => cell.WriteAsync("lost"));
        Assert.DoesNotContain('\n', second.Message);
        Assert.Contains($"127.0.0.1:{proxy.Port}", second.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailableException>(cell.ReadAsync);
        var migration = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Migration.DatabaseMigrator.MigrateAsync(options, CancellationToken.None));
        Assert.DoesNotContain('\n', migration.Message);

        proxy.Refusing = false;
        await Eventually.TrueAsync(
            async () => await OutcomeAsync(cell.ReadAsync()) is null,
            "the database is found again");
        Assert.Equal("before", cell.Text);
        await cell.WriteAsync("after");
    }

    [Fact]
    public async Task Sessions_that_are_terminated_under_load_lose_nothing_acknowledged()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var handle = await StorageHandle.OpenAsync(
            new StorageOptions { Kind = StorageKind.Postgres, ConnectionString = database });
        var name = new NpgsqlConnectionStringBuilder(database).Database!;
        await LoadAsync(handle, "terminated", async progress =>
        {
            for (var round = 0; round < 10; round++)
            {
                var start = progress();
                await Eventually.TrueAsync(() => progress() > start + 200, "writes go on");
                await postgres.Server.TerminateSessionsAsync(name, "mesos-orleans-storage");
            }
        });
    }

    [Fact]
    public async Task A_server_killed_under_load_loses_nothing_acknowledged()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var handle = await StorageHandle.OpenAsync(new StorageOptions
        {
            Kind = StorageKind.Postgres,
            ConnectionString = await server.CreateDatabaseAsync(),
        });
        await LoadAsync(handle, "killed", async progress =>
        {
            for (var round = 0; round < 3; round++)
            {
                var start = progress();
                await Eventually.TrueAsync(() => progress() > start + 500, "writes go on");
                await server.KillAsync();
                await server.StartAgainAsync();
            }
        });
    }

    /// <summary>Counters that count up, reloading after each failure, while something breaks; then all are checked.</summary>
    private static async Task LoadAsync(StorageHandle handle, string type, Func<Func<long>, Task> breaking)
    {
        using var stop = new CancellationTokenSource();
        var acknowledged = new ConcurrentDictionary<GrainCell, int>();
        var total = 0L;
        var cells = Cells(handle, type, 64);
        var writers = cells.Select(cell => Task.Run(async () =>
        {
            var next = 1;
            while (!stop.IsCancellationRequested)
            {
                var outcome = await OutcomeAsync(cell.WriteAsync($"{next}"));
                if (outcome is null)
                {
                    acknowledged[cell] = next++;
                    Interlocked.Increment(ref total);
                    continue;
                }

                await Eventually.TrueAsync(async () => await OutcomeAsync(cell.ReadAsync()) is null, "it can be read again");
                var stored = cell.State.RecordExists ? int.Parse(cell.Text, CultureInfo.InvariantCulture) : 0;
                Assert.InRange(stored, next - 1, next);
                next = stored + 1;
            }
        })).ToArray();
        try
        {
            await breaking(() => Interlocked.Read(ref total));
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll(writers);
        foreach (var cell in cells)
        {
            var again = cell.Again();

            // The last thing that broke may be a connection that nobody has used since.
            await Eventually.TrueAsync(async () => await OutcomeAsync(again.ReadAsync()) is null, "it can be read at the end");
            Assert.True(int.Parse(again.Text, CultureInfo.InvariantCulture) >= acknowledged[cell]);
        }
    }

    private static GrainCell[] Cells(StorageHandle handle, string type, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new GrainCell(handle.Storage, GrainId.Create(type, $"{i}")))];

    private static async Task<Exception?> OutcomeAsync(Task task)
    {
        try
        {
            await task;
            return null;
        }
        catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
        {
            return e;
        }
    }

    private StorageOptions Through(CuttingProxy proxy) => new()
    {
        Kind = StorageKind.Postgres,
        ConnectionString =
            new NpgsqlConnectionStringBuilder(postgres.SharedDatabase) { Port = proxy.Port }.ConnectionString,
    };
}
