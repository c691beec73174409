using MesosOrleans.Storage;
using MesosOrleans.Storage.Hosting;
using MesosOrleans.Storage.Migration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace MesosOrleans.TestSupport;

/// <summary>A grain storage as a silo uses it, without a silo around it.</summary>
public sealed class StorageHandle : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly StartStopLifecycle _lifecycle;

    private StorageHandle(ServiceProvider services, IGrainStorage storage, StartStopLifecycle lifecycle)
    {
        _services = services;
        Storage = storage;
        _lifecycle = lifecycle;
    }

    /// <summary>The storage.</summary>
    public IGrainStorage Storage { get; }

    /// <summary>Migrates the database and opens the storage that the options name.</summary>
    public static async Task<StorageHandle> OpenAsync(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        await DatabaseMigrator.MigrateAsync(options, CancellationToken.None);
        var services = new ServiceCollection().AddLogging().AddSerializer();
        services.Configure<ClusterOptions>(cluster => cluster.ServiceId = options.ServiceId);
        const string Name = "Default";
        if (options.Kind == StorageKind.AdoNet)
        {
            services.AddAdoNetGrainStorage(Name, (Microsoft.Extensions.Options.OptionsBuilder<AdoNetGrainStorageOptions> stock) =>
                stock.Configure<Serializer>((storage, serializer) =>
                    StorageSiloBuilderExtensions.ConfigureStock(storage, serializer, options)));
        }
        else
        {
            services.AddKeyedSingleton<IGrainStorage>(
                Name,
                (provider, _) => StorageSiloBuilderExtensions.CreateGroupCommitStorage(provider, options));
        }

        var built = services.BuildServiceProvider();
        var grainStorage = built.GetRequiredKeyedService<IGrainStorage>(Name);
        var lifecycle = new StartStopLifecycle();
        ((ILifecycleParticipant<ISiloLifecycle>)grainStorage).Participate(lifecycle);
        await lifecycle.StartAsync();
        return new StorageHandle(built, grainStorage, lifecycle);
    }

    /// <summary>Closes it in order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifecycle.StopAsync();
        await _services.DisposeAsync();
    }
}
