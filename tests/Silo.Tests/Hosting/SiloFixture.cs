using System.Net;
using System.Net.Sockets;
using MesosOrleans.HttpSupport;
using MesosOrleans.Silo.Flags;
using MesosOrleans.Silo.Hosting;
using MesosOrleans.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>One whole silo with embedded storage in a directory of its own, shared by the tests of the collection.</summary>
public class SiloFixture : IAsyncLifetime
{
    /// <summary>Operators' event streams that the silo keeps open.</summary>
    public const int SubscribersMax = 3;

    private readonly string _directory = Directory.CreateTempSubdirectory("silo-tests-").FullName;
    private WebApplication? _app;

    /// <summary>Port of the HTTP API.</summary>
    public int Port { get; private set; }

    /// <summary>The roles that there may be, or null for any.</summary>
    protected IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Whether the silo writes a log into files.</summary>
    protected bool WritesLog { get; init; }
    /// <summary>What the silo logs, warnings and worse.</summary>
    public LogCollector Logs { get; } = new();

    /// <summary>The silo's grains.</summary>
    public IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>A client of the API.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var ports = FreePorts(4);
        Port = ports[0];
        var settings = new SiloSettings
        {
            Ip = IPAddress.Loopback,
            Port = Port,
            LinkPort = ports[1],
            AdvertisedIp = IPAddress.Loopback,
            Hostname = "127.0.0.1",
            SiloPort = ports[2],
            GatewayPort = ports[3],
            WorkDir = _directory,
            Db = null,
            Storage = "groupcommit",
            Cluster = "test",
            AllocationInterval = TimeSpan.FromSeconds(1),
            OfferTimeout = null,
            AgentPingTimeout = TimeSpan.FromSeconds(75),
            AgentReregisterTimeout = TimeSpan.FromSeconds(600),
            MinAllocatableResources = "cpus:0.01|mem:32",
            FilterGpuResources = true,
            RootSubmissions = true,
            Roles = Roles,
            LogDir = WritesLog ? Path.Combine(_directory, "log") : null,
            OperatorSubscribersMax = SubscribersMax,
            LoggingLevel = "WARNING",
            Flags = new SortedDictionary<string, string> { ["port"] = "5050" },
        };
        var storage = StorageOptions.Parse(Path.Combine(_directory, "test.db"), null) with
        {
            SiloPort = settings.SiloPort,
            GatewayPort = settings.GatewayPort,
        };
        _app = SiloHost.Build(Change(settings), storage);
        _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Logs);
        await _app.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>What of the settings is different in a fixture.</summary>
    internal virtual SiloSettings Change(SiloSettings settings) => settings;

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
