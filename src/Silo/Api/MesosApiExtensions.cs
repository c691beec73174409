using MesosOrleans.Silo.Api.Legacy;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator;
using MesosOrleans.Silo.Api.V1.Scheduler;
using MesosOrleans.Silo.Api.View;
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
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<SubscriptionHandler>();
        services.AddSingleton<SchedulerEndpoint>();
        services.AddSingleton<ClusterViewReader>();
        services.AddSingleton<MetricsSnapshot>();
        services.AddSingleton<OperatorEndpoint>();
        services.AddSingleton<LegacyEndpoints>();
        services.AddSingleton<OperatorActions>();
        services.AddSingleton<OperatorOperations>();
        services.AddSingleton<OperationForms>();
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
        services.GetRequiredService<MaintenanceEndpoints>().AddTo(routes);
        var dispatcher = new ApiDispatcher(
            new ApiRouter("/master", routes), services.GetRequiredService<ILoggerFactory>().CreateLogger<ApiDispatcher>());
        endpoints.MapFallback("{**path}", dispatcher.Handle);
        return endpoints;
    }
}
