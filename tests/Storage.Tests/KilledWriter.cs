using MesosOrleans.TestSupport;

namespace MesosOrleans.Storage.Tests;

/// <summary>Writes to a SQLite file without end and says on standard output what was acknowledged.</summary>
internal static class KilledWriter
{
    public const int Grains = 16;

    public static GrainId Grain(int number) => GrainId.Create("killed", $"{number}");

    public static async Task<int> RunAsync(string path)
    {
        await using var handle = await StorageHandle.OpenAsync(
            new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = path });
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, Grains).Select(async number =>
        {
            var cell = new GrainCell(handle.Storage, Grain(number));
            await cell.ReadAsync();
            for (var count = 1; ; count++)
            {
                await cell.WriteAsync($"{count}");
                output.WriteLine($"{number} {count}");
                output.Flush();
            }
        }));
        return 0;
    }
}
