using MesosOrleans.Storage.GroupCommit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace MesosOrleans.Storage.Hosting;

/// <summary>Registers everything of a silo that lives in a database.</summary>
public static class StorageSiloBuilderExtensions
{
    private const string NpgsqlInvariant = "Npgsql";

    /// <summary>
    /// Registers the schema migration, the default grain storage, clustering and reminders. On PostgreSQL the caller still
    /// chooses the silo's addresses (<c>ConfigureEndpoints</c>).
    /// </summary>
    /// <exception cref="StorageUnavailableException">Thrown by the silo's start when the database is away.</exception>
    /// <exception cref="DatabaseSchemaTooNewException">Thrown by the silo's start.</exception>
    public static ISiloBuilder AddMesosOrleansStorage(this ISiloBuilder silo, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(options);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MigrationStage>();
        silo.Configure<ClusterOptions>(cluster =>
        {
            cluster.ServiceId = options.ServiceId;
            cluster.ClusterId = options.ClusterId;
        });
        AddGrainStorage(silo, options);
        AddReminders(silo, options);
        if (options.ConfigureClustering)
        {
            AddClustering(silo, options);
        }

        return silo;
    }

    /// <summary>
    /// The membership that a cluster on PostgreSQL uses: a killed silo is declared dead after three missed probes of one
    /// second, by two votes. Lower bounds would let a stall of the thread pool evict a healthy silo.
    /// </summary>
    public static void TuneMembership(ClusterMembershipOptions membership)
    {
        ArgumentNullException.ThrowIfNull(membership);
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }

    /// <summary>Creates the group-commit storage of the options, outside or inside a silo.</summary>
    public static GroupCommitGrainStorage CreateGroupCommitStorage(IServiceProvider services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        var timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        IGroupCommitBackend backend = options.Kind == StorageKind.Sqlite
            ? new SqliteBackend(options, timeProvider)
            : new PostgresBackend(options.RequiredConnectionString(), options.ServiceId, options.Limits);
        return new GroupCommitGrainStorage(
            backend,
            options.Limits,
            new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
            services.GetRequiredService<IActivatorProvider>(),
            timeProvider,
            services.GetRequiredService<ILogger<GroupCommitGrainStorage>>());
    }

    /// <summary>Sets up Orleans' stock provider as a silo with <see cref="StorageKind.AdoNet"/> uses it.</summary>
    public static void ConfigureStock(
        AdoNetGrainStorageOptions storage,
        Serializer serializer,
        StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(options);
        storage.Invariant = NpgsqlInvariant;
        storage.ConnectionString = options.PooledConnectionString();
        storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        storage.DeleteStateOnClear = true;
    }

    private static void AddGrainStorage(ISiloBuilder silo, StorageOptions options)
    {
        const string Name = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
        if (options.Kind != StorageKind.AdoNet)
        {
            silo.Services.AddGrainStorage(Name, (services, _) => CreateGroupCommitStorage(services, options));
            return;
        }

        silo.AddAdoNetGrainStorage(Name, (Microsoft.Extensions.Options.OptionsBuilder<AdoNetGrainStorageOptions> stock) =>
            stock.Configure<Serializer>((storage, serializer) => ConfigureStock(storage, serializer, options)));
    }

    private static void AddReminders(ISiloBuilder silo, StorageOptions options)
    {
        if (options.Kind == StorageKind.Sqlite)
        {
            silo.UseInMemoryReminderService();
            return;
        }

        silo.UseAdoNetReminderService(reminders =>
        {
            reminders.Invariant = NpgsqlInvariant;
            reminders.ConnectionString = options.PooledConnectionString();
        });
    }

    private static void AddClustering(ISiloBuilder silo, StorageOptions options)
    {
        if (options.Kind == StorageKind.Sqlite)
        {
            silo.UseLocalhostClustering(
                options.SiloPort,
                options.GatewayPort,
                primarySiloEndpoint: null,
                options.ServiceId,
                options.ClusterId);
            return;
        }

        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = NpgsqlInvariant;
            clustering.ConnectionString = options.PooledConnectionString();
        });
        silo.Configure<ClusterMembershipOptions>(TuneMembership);
    }
}
