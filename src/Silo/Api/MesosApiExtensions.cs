using MesosOrleans.Grains;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Silo.Api.Legacy;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator;
using MesosOrleans.Silo.Api.V1.Operator.Events;
using MesosOrleans.Silo.Api.V1.Scheduler;
using MesosOrleans.Silo.Api.View;
using MesosOrleans.Silo.Metrics;
using MesosOrleans.Transport.Files;
using MesosOrleans.Transport.Logs;
using MesosOrleans.Transport.Metrics;
using MesosOrleans.Transport.Pages;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MesosOrleans.Silo.Api;

/// <summary>Puts the Mesos HTTP APIs into a host.</summary>
public static class MesosApiExtensions
{
    /// <summary>Adds what the API needs; the host is a silo or a client of the cluster, so it has a grain factory.</summary>
    public static IServiceCollection AddMesosApi(this IServiceCollection services, MesosApiOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MasterIdentity>();
        services.TryAddSingleton<LocalObservers>();
        services.AddSingleton<SessionRegistry>();
        services.AddHostedService<SessionClock>();
        services.AddSingleton<SubscriptionHandler>();
        services.AddSingleton<StreamAdmission>();
        services.AddSingleton<SchedulerEndpoint>();
        services.AddSingleton<ClusterViewReader>();
        services.AddClusterCounters();
        services.AddSingleton<StorageTimes>();
        services.AddSingleton<RequestGauge>();
        services.AddSingleton<UnsettledOwners>();
        services.AddSingleton<ViewFeed>();
        services.AddSingleton<ListingThreads>();
        services.AddHostedService<ViewPump>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<OperatorSubscriptions>();
        services.AddSingleton<MetricsSnapshot>();
        services.AddSingleton(provider => new PrometheusEndpoint(
            ExporterFamilies.Master, () => provider.GetRequiredService<MetricsSnapshot>().Take()));
        services.AddSingleton<OperatorEndpoint>();
        services.AddSingleton<LegacyEndpoints>();
        services.AddSingleton<OperatorActions>();
        services.AddSingleton<OperatorOperations>();
        services.AddSingleton<OperationForms>();
        services.AddSingleton<RolePolicyActions>();
        services.AddSingleton<PolicyEndpoints>();
        services.TryAddSingleton(provider => new LogVerbosity(LogLevel.Warning, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IVirtualFiles>(provider => new MasterFiles(provider.GetService<ICurrentLog>()));
        services.AddSingleton<FileCalls>();
        services.AddSingleton(_ => new HelpPages(MasterHelp.Pages));
        services.AddSingleton<CommonPages>();
        services.AddSingleton<OperatorAgents>();
        services.AddSingleton<OperatorMaintenance>();
        services.AddSingleton<MaintenanceEndpoints>();
        return services;
    }

    /// <summary>
    /// Serves the scheduler API, the operator API and the legacy endpoints, and 404 in Mesos's words for every path
    /// that nothing else of the host takes.
    /// </summary>
    public static IEndpointRouteBuilder MapMesosApi(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var routes = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["/api/v1/scheduler"] = services.GetRequiredService<SchedulerEndpoint>().Handle,
            ["/api/v1"] = services.GetRequiredService<OperatorEndpoint>().Handle,
        };
        services.GetRequiredService<LegacyEndpoints>().AddTo(routes);
        services.GetRequiredService<OperationForms>().AddTo(routes);
        services.GetRequiredService<PolicyEndpoints>().AddTo(routes);
        services.GetRequiredService<CommonPages>().AddTo(routes);
        services.GetRequiredService<MaintenanceEndpoints>().AddTo(routes);
        var dispatcher = new ApiDispatcher(
            new ApiRouter("/master", routes),
            services.GetRequiredService<ILoggerFactory>().CreateLogger<ApiDispatcher>(),
            services.GetRequiredService<RequestGauge>(),
            GrainFailure.IsUnavailable);
        _ = services.GetRequiredService<StorageTimes>();
        services.GetRequiredService<PrometheusEndpoint>().Map(endpoints);
        endpoints.MapFallback("{**path}", dispatcher.Handle);
        return endpoints;
    }
}
