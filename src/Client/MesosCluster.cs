using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.Serialization;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace MesosOrleans.Client;

/// <summary>A connection to a cluster. One is enough for a process; frameworks are registered on it.</summary>
public sealed class MesosCluster : IAsyncDisposable
{
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectRetryDelay = TimeSpan.FromMilliseconds(250);
    private readonly IHost _host;
    private readonly IClusterClient _client;
    private readonly MesosClusterOptions _options;

    private MesosCluster(IHost host, MesosClusterOptions options)
    {
        _host = host;
        _options = options;
        _client = host.Services.GetRequiredService<IClusterClient>();
    }

    /// <summary>Connects to a cluster; tries until it succeeds or the time is over.</summary>
    /// <param name="options">Where the cluster is; a silo on this machine when null.</param>
    /// <param name="cancellationToken">Gives up early.</param>
    /// <exception cref="MesosConnectionException">No silo answered within <see cref="MesosClusterOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="FormatException">A gateway is not of the form <c>host:port</c>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<MesosCluster> ConnectAsync(
        MesosClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new MesosClusterOptions();
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        IHost? host = null;
        try
        {
            host = await BuildHostAsync(options, both.Token);
            await host.StartAsync(both.Token);
            return new MesosCluster(host, options);
        }
        catch (Exception failure) when (failure is not FormatException && !cancellationToken.IsCancellationRequested)
        {
            host?.Dispose();
            var where = options.Database is null ? string.Join(", ", options.Gateways) : "the database";
            throw new MesosConnectionException(
                $"no silo of cluster '{options.ClusterName}' answered at {where} within {options.ConnectTimeout.TotalSeconds:0.#} s",
                failure);
        }
    }

    /// <summary>
    /// Registers a framework and opens its session. An id in <paramref name="framework"/> takes an existing framework
    /// over: the session it had until then ends.
    /// </summary>
    /// <param name="framework">
    /// The framework. <c>user</c> is this process's user when unset, <c>failover_timeout</c>
    /// <see cref="FrameworkSessionOptions.DefaultFailoverTimeout"/>.
    /// </param>
    /// <param name="options">How the session behaves; defaults when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistrationRefusedException">The cluster refuses the framework; the message says why.</exception>
    /// <exception cref="MesosConnectionException">The cluster cannot be reached.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<FrameworkSession> RegisterAsync(
        FrameworkInfo framework, FrameworkSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new FrameworkSessionOptions();
        var retry = new CallRetry(_options.TimeProvider);
        var info = framework.Clone();
        if (!info.HasUser)
        {
            info.User = Environment.UserName;
        }

        if (!info.HasFailoverTimeout)
        {
            info.FailoverTimeout = options.DefaultFailoverTimeout.TotalSeconds;
        }

        var id = info.Id?.Value;
        if (string.IsNullOrEmpty(id))
        {
            id = await retry.RunAsync(() => _client.GetGrain<IClusterGrain>(0).NextFrameworkId(), cancellationToken);
            info.Id = null;
        }

        var logger = _options.LoggerFactory?.CreateLogger<FrameworkSession>() ?? NullLogger<FrameworkSession>.Instance;
        var session = new FrameworkSession(
            new FrameworkID { Value = id }, info, options, _client.GetGrain<IFrameworkGrain>(id), retry, _options.TimeProvider, logger);
        await session.OpenAsync(_client, cancellationToken);
        return session;
    }

    /// <summary>Closes the connection. Sessions that are still open end as if the process had died.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task<IHost> BuildHostAsync(MesosClusterOptions options, CancellationToken cancellationToken)
    {
        var gateways = options.Database is null ? await ResolveAsync(options.Gateways, cancellationToken) : [];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterName;
                cluster.ServiceId = options.ClusterName;
            });
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.CallTimeout);
            client.Configure<GatewayOptions>(gateway => gateway.GatewayListRefreshPeriod = GatewayRefresh);
            client.Services.AddMesosProtocolSerializer();
            client.UseConnectionRetryFilter(async (_, token) =>
            {
                await Task.Delay(ConnectRetryDelay, options.TimeProvider, token);
                return true;
            });
            if (options.Database is { } database)
            {
                client.UseAdoNetClustering(clustering =>
                {
                    clustering.Invariant = "Npgsql";
                    clustering.ConnectionString = database;
                });
            }
            else
            {
                client.UseStaticClustering(gateways);
            }
        });
        return builder.Build();
    }

    private static async Task<IPEndPoint[]> ResolveAsync(IReadOnlyList<string> gateways, CancellationToken cancellationToken)
    {
        var endpoints = new List<IPEndPoint>();
        foreach (var gateway in gateways)
        {
            var colon = gateway.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(gateway.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            {
                throw new FormatException($"'{gateway}' is not of the form host:port");
            }

            var addresses = await Dns.GetHostAddressesAsync(gateway[..colon].Trim('[', ']'), cancellationToken);
            var address = addresses.FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
            endpoints.Add(new IPEndPoint(address, port));
        }

        return [.. endpoints];
    }
}
