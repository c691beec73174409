using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MesosOrleans.Grains.Metrics;

/// <summary>Puts the counting of metrics into a silo.</summary>
public static class ClusterCountersExtensions
{
    /// <summary>Adds the silo's counters and their reports. Without them grains count nothing.</summary>
    public static IServiceCollection AddClusterCounters(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ClusterCounters>();
        services.TryAddSingleton<CounterReporter>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<CounterReporter>());
        return services;
    }
}
