using System.Net;
using System.Net.Sockets;
using MesosOrleans.Storage.Hosting;
using MesosOrleans.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MesosOrleans.Storage.Tests;

/// <summary>Real silos on each kind of storage.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SiloTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-silo-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StorageKind.Sqlite)]
    [InlineData(StorageKind.Postgres)]
    [InlineData(StorageKind.AdoNet)]
    public async Task A_silo_that_starts_again_finds_its_state(StorageKind kind)
    {
        var options = await OptionsAsync(kind);
        using (var silo = await StartAsync(options))
        {
            Assert.Equal("a", await Grain(silo).Add("a"));
            Assert.True(await Grain(silo).Remind());
            await silo.StopAsync();
        }

        using (var silo = await StartAsync(options with { SiloPort = FreePort() }))
        {
            Assert.Equal("ab", await Grain(silo).Add("b"));

            // Reminders of the embedded kind live in memory.
            Assert.Equal(kind != StorageKind.Sqlite, await Grain(silo).Reminded());
            await silo.StopAsync();
        }
    }

    [Fact]
    public async Task Three_silos_start_at_once_on_an_empty_database_and_join()
    {
        var options = await OptionsAsync(StorageKind.Postgres);
        var silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(options)));
        var management = silos[0].Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await Eventually.TrueAsync(
            async () => (await management.GetHosts(onlyActive: true)).Count == 3,
            "three silos are active");
        Assert.Equal("a", await Grain(silos[1]).Add("a"));
        Assert.Equal("ab", await Grain(silos[2]).Add("b"));
        foreach (var silo in silos)
        {
            await silo.StopAsync();
            silo.Dispose();
        }
    }

    private static ICounterGrain Grain(IHost silo) =>
        silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("one");

    private static async Task<IHost> StartAsync(StorageOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo =>
        {
            if (options.Kind != StorageKind.Sqlite)
            {
                silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), gatewayPort: 0);
            }

            silo.AddMesosOrleansStorage(options);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<StorageOptions> OptionsAsync(StorageKind kind) => new()
    {
        Kind = kind,
        SqlitePath = Path.Combine(_folder.FullName, "silo.db"),
        ConnectionString = kind == StorageKind.Sqlite ? null : await postgres.Server.CreateDatabaseAsync(),
        SiloPort = FreePort(),
        GatewayPort = 0,
    };
}
