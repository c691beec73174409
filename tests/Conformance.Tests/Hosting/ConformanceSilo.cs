using System.Net;
using System.Net.Sockets;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Silo.Flags;
using MesosOrleans.Silo.Hosting;
using MesosOrleans.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Conformance.Tests.Hosting;

/// <summary>One whole silo with embedded storage in a directory of its own, started by its flags.</summary>
public class ConformanceSilo : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("conformance-").FullName;
    private WebApplication? _app;

    /// <summary>Port of the HTTP API.</summary>
    public int Port { get; private set; }

    /// <summary>Where the silo keeps its files.</summary>
    public string WorkDir => _directory;

    /// <summary>The silo's grains, for emulated agents.</summary>
    public IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Flags beside ports and directory.</summary>
    protected virtual IReadOnlyList<string> Flags => [];

    /// <summary>What no flag sets.</summary>
    protected virtual void Configure(ClusterSettings settings)
    {
    }

    /// <inheritdoc/>
    public virtual async Task InitializeAsync()
    {
        var ports = FreePorts(4);
        Port = ports[0];
        var flags = new SiloFlags();
        var parsed = flags.Command.Parse(
        [
            "--ip=127.0.0.1", $"--port={Port}", $"--link_port={ports[1]}", $"--silo_port={ports[2]}",
            $"--gateway_port={ports[3]}", $"--work_dir={_directory}", "--logging_level=WARNING", .. Flags,
        ]);
        Assert.Empty(parsed.Errors);
        var settings = flags.Read(parsed);
        var storage = StorageOptions.Parse(Path.Combine(_directory, "test.db"), null) with
        {
            SiloPort = settings.SiloPort,
            GatewayPort = settings.GatewayPort,
        };
        _app = SiloHost.Build(settings, storage);
        Configure(_app.Services.GetRequiredService<IOptions<ClusterSettings>>().Value);
        await _app.StartAsync();
    }

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Attaches an emulated agent under a new id.</summary>
    internal async Task<ScriptedAgent> Attach(string resources, int port = 5051, string? attributes = null)
    {
        var id = await Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new ScriptedAgent(Grains, id, resources, port, attributes);
        await agent.Attach();
        return agent;
    }

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
