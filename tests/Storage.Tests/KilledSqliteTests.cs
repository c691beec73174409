using System.Diagnostics;
using System.Globalization;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Storage.Tests;

public sealed class KilledSqliteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-killed-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_process_killed_under_load_loses_nothing_acknowledged()
    {
        var path = Path.Combine(_folder.FullName, "mesos.db");
        var acknowledged = new int[KilledWriter.Grains];
        for (var round = 0; round < 2; round++)
        {
            Array.Clear(acknowledged);
            await KillAsync(path, lines: 500, acknowledged);
            await using var handle = await StorageHandle.OpenAsync(
                new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = path });
            for (var number = 0; number < KilledWriter.Grains; number++)
            {
                var cell = new GrainCell(handle.Storage, KilledWriter.Grain(number));
                await cell.ReadAsync();
                Assert.True(int.Parse(cell.Text, CultureInfo.InvariantCulture) >= acknowledged[number]);
            }
        }
    }

    /// <summary>Runs the writer, kills it after some lines, and notes all that it had said by then.</summary>
    private static async Task KillAsync(string path, int lines, int[] acknowledged)
    {
        var assembly = typeof(KilledWriter).Assembly.Location;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, "write", path])
        {
            RedirectStandardOutput = true,
        })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            for (var count = 0; await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line; count++)
            {
                var parts = line.Split(' ');

                // The last line may be cut short; a whole one has been flushed with its number complete.
                acknowledged[int.Parse(parts[0], CultureInfo.InvariantCulture)] =
                    int.Parse(parts[1], CultureInfo.InvariantCulture);
                if (count == lines)
                {
                    process.Kill();
                    break;
                }
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
