using MesosOrleans.Core.Allocation;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Allocation;
using MesosOrleans.Grains.Frameworks;
using MesosOrleans.Grains.Interfaces.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>
/// Silos in this process that hold the allocator's tree of grains. Agents and frameworks are played by the caller: cases
/// return parts of offers and change agents in ways that theirs would not.
/// </summary>
public sealed class TreeCluster : IAsyncDisposable
{
    private readonly ClusterSettings _settings;
    private readonly InProcessTestCluster _cluster;

    private TreeCluster(short silos, bool isManual, bool hasFrameworks)
    {
        _settings = new ClusterSettings { ManualAllocation = isManual };
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddMesosProtocolSerializer();
            silo.Services.AddSingleton(Options.Create(_settings));
            silo.Services.Configure<GrainTypeOptions>(types =>
            {
                types.Classes.Remove(typeof(FrameworkGrain));
                if (!hasFrameworks)
                {
                    types.Classes.Remove(typeof(CaseFrameworkGrain));
                }
            });
            silo.AddMemoryGrainStorageAsDefault();
            silo.UseInMemoryReminderService();
            silo.AddOfferStreams();
            silo.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddMesosProtocolSerializer();
            client.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        });
        _cluster = builder.Build();
    }

    /// <summary>The grains, as a client reaches them.</summary>
    public IGrainFactory Grains => _cluster.Client;

    /// <summary>The grains as those of the first silo reach them: nothing is copied on the way to one in the same silo.</summary>
    public IGrainFactory LocalGrains => _cluster.GetSiloServiceProvider().GetRequiredService<IGrainFactory>();

    /// <summary>Starts silos.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="isManual">Cycles run on demand only; false lets them run as they do for users.</param>
    /// <param name="hasFrameworks">False when nobody listens to the streams of offers.</param>
    public static async Task<TreeCluster> StartAsync(short silos, bool isManual = true, bool hasFrameworks = true)
    {
        var cluster = new TreeCluster(silos, isManual, hasFrameworks);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    /// <summary>An allocator that knows nothing yet. One at a time: dispose of it before the next.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="seed">Seed of all chance.</param>
    public async Task<GrainTreeCaseTarget> CreateTargetAsync(AllocatorOptions options, int seed)
    {
        _settings.AllocationInterval = options.AllocationInterval;
        _settings.RoleSorter = options.RoleSorter;
        _settings.FrameworkSorter = options.FrameworkSorter;
        _settings.FairSharingExcludedResourceNames = options.FairSharingExcludedResourceNames;
        _settings.MinAllocatableResources = string.Join('|', options.MinAllocatableResources);
        _settings.FilterGpuResources = options.FilterGpuResources;
        _settings.Region = options.Region;
        _settings.AgentRecoveryFactor = options.AgentRecoveryFactor;
        _settings.AgentRecoveryTimeout = options.RecoveryTimeout;
        _settings.AllocatorSeed = seed;
        var target = new GrainTreeCaseTarget(this, options);
        await target.StartAsync();
        return target;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
