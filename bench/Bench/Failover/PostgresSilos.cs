using System.Net;
using MesosOrleans.Bench.Processes;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.Serialization;
using MesosOrleans.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace MesosOrleans.Bench.Failover;

/// <summary>Silos on one PostgreSQL server, as processes of their own.</summary>
internal sealed class PostgresSilos : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _connection;
    private readonly PortBlock[] _ports;
    private readonly BenchProcess?[] _silos;
    private readonly List<BenchProcess> _ended = [];

    private PostgresSilos(PostgresServer server, string connection, int count)
    {
        _server = server;
        _connection = connection;
        _ports = [.. Enumerable.Range(0, count).Select(_ => PortBlock.Take())];
        _silos = new BenchProcess?[count];
    }

    /// <summary>Starts a database and silos.</summary>
    public static async Task<PostgresSilos> StartAsync(int count)
    {
        var server = await PostgresServer.StartAsync();
        var silos = new PostgresSilos(server, await server.CreateDatabaseAsync(), count);
        for (var index = 0; index < count; index++)
        {
            await silos.StartSiloAsync(index);
        }

        return silos;
    }

    /// <summary>Port of a silo's HTTP API.</summary>
    public int Port(int silo) => _ports[silo].Http;

    /// <summary>Starts a silo, again, and waits until it answers.</summary>
    public async Task StartSiloAsync(int silo)
    {
        var process = SiloProcess.Start(_ports[silo], $"--db={_connection}");
        _silos[silo] = process;
        await SiloProcess.AnswersAsync(process, _ports[silo], "/slaves");
    }

    /// <summary>Kills a silo with SIGKILL.</summary>
    public void Kill(int silo)
    {
        ProcessTree.Kill(_silos[silo]!.Id);
        _ended.Add(_silos[silo]!);
        _silos[silo] = null;
    }

    /// <summary>Which silo holds a framework's grain.</summary>
    public async Task<int> SiloOfAsync(string frameworkId)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("mesos", "mesos"));
            client.Services.AddMesosProtocolSerializer();
            client.UseStaticClustering([.. _ports.Select(ports => new IPEndPoint(IPAddress.Loopback, ports.Gateway))]);
        });
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IClusterClient>();
        var address = await grains.GetGrain<IManagementGrain>(0)
            .GetActivationAddress(grains.GetGrain<IFrameworkGrain>(frameworkId));
        await host.StopAsync();
        return Array.FindIndex(_ports, ports => ports.Silo == address!.Endpoint.Port);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _ended.Concat(_silos).OfType<BenchProcess>())
        {
            await process.DisposeAsync();
        }

        await _server.DisposeAsync();
    }
}
