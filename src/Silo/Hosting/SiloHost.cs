using System.Net;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Allocation;
using MesosOrleans.Grains.Interfaces.Serialization;
using MesosOrleans.Grains.Tasks;
using MesosOrleans.Silo.Api;
using MesosOrleans.Silo.Flags;
using MesosOrleans.Silo.Link;
using MesosOrleans.Storage;
using MesosOrleans.Storage.Hosting;
using MesosOrleans.Transport.Logs;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace MesosOrleans.Silo.Hosting;

/// <summary>Puts one silo together: Orleans with its storage and streams, the HTTP face, the agents' link.</summary>
internal static class SiloHost
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTaskAge = TimeSpan.FromMinutes(2);

    /// <summary>Builds the silo; nothing is started, no port is taken.</summary>
    public static WebApplication Build(SiloSettings settings, StorageOptions storage)
    {
        // The empty builder: no configuration files, no file watchers, no environment beyond our own flags.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "MesosOrleans.Silo" });
        var stopping = false;
        var least = settings.LoggingLevel switch
        {
            "INFO" => LogLevel.Information,
            "ERROR" => LogLevel.Error,
            _ => LogLevel.Warning,
        };

        // While the silo stops, grains call others that are gone already: hundreds of warnings that mean nothing.
        var verbosity = new LogVerbosity(least, TimeProvider.System);
        builder.Services.AddSingleton(verbosity);
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddFilter((category, level) => stopping ? level >= LogLevel.Critical : verbosity.Allows(category, level));
        if (settings.LogDir is { } directory)
        {
            var log = LogFiles.Open(directory, "mesos-master");
            builder.Services.AddSingleton(log);
            builder.Logging.AddProvider(log.CreateProvider());
        }

        // Advice on server garbage collection, and alarms after the machine slept: neither is news to an operator.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, settings));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = 64 * 1024 * 1024);
        builder.Services.AddMesosProtocolSerializer();
        builder.Services.AddMesosApi(ApiOptions(settings, storage));
        ConfigureCluster(builder.Services, settings);
        builder.Services.AddSingleton<LinkRegistry>();
        builder.Services.AddHostedService<ClusterWatch>();
        ConfigureWhitelist(builder.Services, settings);
        builder.UseOrleans(silo => ConfigureSilo(silo, settings, storage));

        var app = builder.Build();
        app.Lifetime.ApplicationStopping.Register(() => stopping = true);
        app.UseRouting();
        app.MapGrpcService<AgentLinkService>();
        app.MapOrleansDashboard(routePrefix: "/dashboard");
        app.MapMesosApi();
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, SiloSettings settings)
    {
        kestrel.AddServerHeader = false;
        settings.HttpLimits.ApplyTo(kestrel.Limits);
        kestrel.Listen(settings.Ip, settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(settings.Ip, settings.LinkPort, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static MesosApiOptions ApiOptions(SiloSettings settings, StorageOptions storage) => new()
    {
        Ip = settings.AdvertisedIp.ToString(),
        Port = settings.Port,
        Hostname = settings.Hostname,
        Cluster = settings.Cluster,
        Flags = settings.Flags,
        Roles = settings.Roles?.ToList(),
        RootSubmissions = settings.RootSubmissions,
        LogDir = settings.LogDir,
        PublishPerFrameworkMetrics = settings.PublishPerFrameworkMetrics,
        RegistryPath = storage.Kind == StorageKind.Sqlite ? storage.SqlitePath : null,
        BodyBytesMax = settings.HttpLimits.BodyBytesMax,
        StreamsPerPrincipalMax = settings.MaxStreamsPerPrincipal,
        OperatorSubscribersMax = settings.OperatorSubscribersMax,
    };

    private static void ConfigureCluster(IServiceCollection services, SiloSettings settings) =>
        services.Configure<ClusterSettings>(cluster =>
        {
            cluster.AllocationInterval = settings.AllocationInterval;
            cluster.OfferTimeout = settings.OfferTimeout;
            cluster.AgentPingTimeout = settings.AgentPingTimeout;
            cluster.AgentReregisterTimeout = settings.AgentReregisterTimeout;
            cluster.AgentRemovalInterval = settings.AgentRemovalInterval;
            cluster.MinAllocatableResources = settings.MinAllocatableResources;
            cluster.FilterGpuResources = settings.FilterGpuResources;
            cluster.RoleSorter = settings.RoleSorter;
            cluster.FrameworkSorter = settings.FrameworkSorter;
            cluster.FairSharingExcludedResourceNames = settings.FairSharingExcludedResourceNames;
            cluster.AgentRecoveryFactor = settings.AllocatorAgentRecoveryFactor;
            cluster.AgentRecoveryTimeout = settings.AllocatorRecoveryTimeout;
            cluster.Weights = settings.Weights;
            cluster.RootSubmissions = settings.RootSubmissions;
            cluster.Roles = settings.Roles;
        });

    private static void ConfigureWhitelist(IServiceCollection services, SiloSettings settings)
    {
        if (AgentWhitelist.PathOf(settings.Whitelist) is { } path)
        {
            services.AddSingleton(provider => new AgentWhitelist(
                path, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AgentWhitelist>>()));
            services.AddOptions<ClusterSettings>().Configure<AgentWhitelist>(
                (cluster, whitelist) => cluster.Whitelist = () => whitelist.Hostnames);
        }
    }

    private static void ConfigureSilo(ISiloBuilder silo, SiloSettings settings, StorageOptions storage)
    {
        silo.AddMesosOrleansStorage(storage);
        if (storage.Kind != StorageKind.Sqlite)
        {
            silo.ConfigureEndpoints(settings.AdvertisedIp, settings.SiloPort, settings.GatewayPort, settings.Ip.Equals(IPAddress.Any));
        }

        silo.AddOfferStreams();
        silo.Configure<GrainCollectionOptions>(collection =>
            collection.ClassSpecificCollectionAge[typeof(TaskGrain).FullName!] = IdleTaskAge);
        silo.AddDashboard();
        silo.AddStartupTask<ClusterStart>(ServiceLifecycleStage.Active + 1);
    }
}
