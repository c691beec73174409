using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Serialization;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Storage;
using MesosOrleans.Storage.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace MesosOrleans.Grains.Tests;

/// <summary>Silos in this process, on a real database; started again on the same one by <see cref="RestartAsync"/>.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly StorageOptions _storage;
    private readonly Action<ClusterSettings>? _settings;
    private readonly short _silos;
    private readonly string? _directory;
    // Orleans holds observers weakly: a test that needs no name for its agent must not lose it.
    private readonly List<object> _observers = [];
    private InProcessTestCluster? _cluster;

    private TestCluster(StorageOptions storage, short silos, Action<ClusterSettings>? settings, string? directory)
    {
        _storage = storage;
        _silos = silos;
        _settings = settings;
        _directory = directory;
    }

    /// <summary>The cluster's grains, for a client of it.</summary>
    public IGrainFactory Grains => _cluster!.Client;

    /// <summary>The silos.</summary>
    public InProcessTestCluster Silos => _cluster!;

    /// <summary>One silo on a new SQLite file.</summary>
    public static async Task<TestCluster> StartAsync(Action<ClusterSettings>? settings = null)
    {
        var directory = Directory.CreateTempSubdirectory("mesos-grains-").FullName;
        var cluster = new TestCluster(
            new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = Path.Combine(directory, "test.db") }, 1, settings, directory);
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Silos on a PostgreSQL database.</summary>
    public static async Task<TestCluster> StartAsync(
        string connectionString, short silos, Action<ClusterSettings>? settings = null)
    {
        var cluster = new TestCluster(
            new StorageOptions { Kind = StorageKind.Postgres, ConnectionString = connectionString }, silos, settings, null);
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Stops all silos and starts others on the same database.</summary>
    public async Task RestartAsync()
    {
        await _cluster!.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        await DeployAsync();
    }

    /// <summary>Raises the version of a grain's row, as a second activation of it would: its next write makes it start anew.</summary>
    public async Task WriteBehindTheBackOf(string id, string stateName = "agent")
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_storage.SqlitePath}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE group_commit_state SET version = version + 1000000 WHERE state_name = $state AND grain_key LIKE '%' || $id";
        command.Parameters.AddWithValue("$state", stateName);
        command.Parameters.AddWithValue("$id", id);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    /// <summary>Makes every write wait until the result is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldWrites()
    {
        var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_storage.SqlitePath};Pooling=False");
        await connection.OpenAsync();
        await using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>An agent that has attached.</summary>
    public async Task<EmulatedAgent> AgentAsync(string resources = "cpus:4;mem:4096;disk:4096;ports:[31000-32000]")
    {
        var id = await Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new EmulatedAgent(Grains, id, resources);
        _observers.Add(agent);
        Assert.Null(await agent.Attach());
        return agent;
    }

    /// <summary>A scheduler that has subscribed.</summary>
    public async Task<TestScheduler> SchedulerAsync(string name, string role = "*", double failoverTimeout = 600)
    {
        var scheduler = new TestScheduler(Grains, Framework(name, role, failoverTimeout));
        _observers.Add(scheduler);
        Assert.Null(await scheduler.Subscribe());
        return scheduler;
    }

    /// <summary>A framework in one role, with the capabilities of today.</summary>
    public static FrameworkInfo Framework(string name, string role = "*", double failoverTimeout = 600) => new()
    {
        Name = name,
        User = "root",
        FailoverTimeout = failoverTimeout,
        Roles = { role },
        Capabilities =
        {
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware },
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement },
        },
    };

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task DeployAsync()
    {
        var builder = new InProcessTestClusterBuilder(_silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddMesosProtocolSerializer();
            silo.Services.AddClusterCounters();
            silo.AddMesosOrleansStorage(_storage with { ConfigureClustering = false });
            silo.AddOfferStreams();
            silo.Services.Configure<ClusterSettings>(settings =>
            {
                settings.AllocationInterval = TimeSpan.FromMilliseconds(200);
                _settings?.Invoke(settings);
            });
        });
        builder.ConfigureClient(client => client.Services.AddMesosProtocolSerializer());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await Grains.GetGrain<IClusterGrain>(0).Start();
    }
}
