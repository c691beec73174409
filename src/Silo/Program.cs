using System.Net.Sockets;
using MesosOrleans.Silo.Flags;
using MesosOrleans.Silo.Hosting;
using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Silo;

/// <summary>The silo process. Exit codes: 0 stopped in order, 1 the surroundings do not allow it to run, 2 wrong flags.</summary>
internal static class Program
{
    private const int EnvironmentError = 1;
    private const int UsageError = 2;

    private static async Task<int> Main(string[] args)
    {
        var flags = new SiloFlags();
        var parsed = flags.Command.Parse(flags.WithEnvironment(args, Environment.GetEnvironmentVariable));
        if (parsed.Errors.Count > 0)
        {
            return Fail(parsed.Errors[0].Message, UsageError);
        }

        if (parsed.Action is not null)
        {
            // --help or --version.
            return await parsed.InvokeAsync();
        }

        SiloSettings settings;
        StorageOptions storage;
        try
        {
            settings = flags.Read(parsed);
            storage = StorageOf(settings);
            _ = Core.Allocation.MinAllocatable.Parse(settings.MinAllocatableResources);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return Fail(exception.Message, UsageError);
        }

        return await Run(settings, storage);
    }

    private static async Task<int> Run(SiloSettings settings, StorageOptions storage)
    {
        if (CheckWorkDir(settings, storage) is { } unwritable)
        {
            return Fail(unwritable, EnvironmentError);
        }

        if (CheckWhitelist(settings) is { } unreadable)
        {
            return Fail(unreadable, EnvironmentError);
        }

        if (CheckPorts(settings) is { } taken)
        {
            return Fail(taken, EnvironmentError);
        }

        if (await CheckDatabase(storage) is { } away)
        {
            return Fail(away, EnvironmentError);
        }

        WebApplication app;
        try
        {
            app = SiloHost.Build(settings, storage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail($"--log_dir {settings.LogDir} cannot be written: {Reason(exception)}", EnvironmentError);
        }

        try
        {
            await app.StartAsync();
        }
        catch (Exception exception)
        {
            return Fail(Reason(exception), EnvironmentError);
        }

        await Console.Out.WriteLineAsync(
            $"MesosOrleans silo: http://{settings.Hostname}:{settings.Port}, agents attach to {settings.Hostname}:{settings.LinkPort}");
        await app.WaitForShutdownAsync();
        await app.DisposeAsync();
        return 0;
    }

    private static StorageOptions StorageOf(SiloSettings settings) =>
        StorageOptions.Parse(settings.Db ?? Path.Combine(settings.WorkDir, "mesosorleans.db"), settings.Storage) with
        {
            ServiceId = settings.Cluster,
            ClusterId = settings.Cluster,
            SiloPort = settings.SiloPort,
            GatewayPort = settings.GatewayPort,
        };

    private static string? CheckWorkDir(SiloSettings settings, StorageOptions storage)
    {
        if (storage.Kind != StorageKind.Sqlite)
        {
            return null;
        }

        var directory = Path.GetDirectoryName(storage.SqlitePath) ?? settings.WorkDir;
        try
        {
            Directory.CreateDirectory(directory);
            var probe = Path.Combine(directory, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"--work_dir {directory} cannot be written: {exception.Message}";
        }
    }

    private static string? CheckWhitelist(SiloSettings settings)
    {
        if (AgentWhitelist.PathOf(settings.Whitelist) is not { } path)
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"--whitelist {path} cannot be read: {exception.Message}";
        }
    }

    // Asked before anything starts: Orleans would log each of its tries.
    private static async Task<string?> CheckDatabase(StorageOptions storage)
    {
        if (storage.Kind == StorageKind.Sqlite)
        {
            return null;
        }

        await using var connection = new NpgsqlConnection(storage.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return null;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return $"--db: the database at {connection.DataSource} cannot be reached: {Reason(exception)}";
        }
    }

    // Found out here, where the flag can be named; a port that is taken in between fails the start all the same.
    private static string? CheckPorts(SiloSettings settings)
    {
        (string Flag, int Port)[] ports =
        [
            ("--port", settings.Port), ("--link_port", settings.LinkPort),
            ("--silo_port", settings.SiloPort), ("--gateway_port", settings.GatewayPort),
        ];
        foreach (var (flag, port) in ports)
        {
            try
            {
                using var listener = new TcpListener(settings.Ip, port);
                listener.Start();
            }
            catch (SocketException exception)
            {
                return $"{flag} {port} on {settings.Ip} cannot be used: {exception.Message}";
            }
        }

        return null;
    }

    private static string Reason(Exception exception)
    {
        while (exception is AggregateException or { InnerException: not null } && exception is not StorageUnavailableException)
        {
            exception = exception.InnerException!;
        }

        return exception.Message.ReplaceLineEndings(" ");
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine($"mesos silo: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
