using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MesosOrleans.TestSupport;

/// <summary>
/// A PostgreSQL server of one's own: a new cluster in a temporary folder, on a free port of the loopback interface, gone
/// with its owner. PostgreSQL refuses to run as root, so root runs it as the user <c>postgres</c>.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);
    private static int _ports;
    private readonly string _binaries;
    private readonly string _folder;
    private readonly string _settings;
    private int _databases;

    private PostgresServer(string binaries, string folder, int port, string settings)
    {
        _binaries = binaries;
        _folder = folder;
        Port = port;
        _settings = settings;
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Creates a cluster and starts it.</summary>
    /// <param name="settings">Further settings, as <c>-c name=value</c>; the defaults are PostgreSQL's own.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PostgresServer> StartAsync(string settings = "")
    {
        var folder = Directory.CreateTempSubdirectory("mesos-pg-").FullName;
        var server = new PostgresServer(FindBinaries(), folder, FreePort(), settings);
        if (Environment.IsPrivilegedProcess)
        {
            await Shell.RunAsync(CommandTimeout, "chown", "postgres", folder);
        }

        await server.RunAsync("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Connection string of a database of this server.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
    }.ConnectionString;

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(ConnectionString(), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Ends the sessions of a database, as a restart or an operator would.</summary>
    public Task TerminateSessionsAsync(string database, string applicationName) => ExecuteAsync(
        ConnectionString(),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = $2",
        database,
        applicationName);

    /// <summary>Kills all of its processes with SIGKILL.</summary>
    public async Task KillAsync()
    {
        var processes = ProcessTree.WithChildren(Postmaster());
        foreach (var id in processes)
        {
            ProcessTree.Kill(id);
        }

        await Eventually.TrueAsync(() => !processes.Any(ProcessTree.IsAlive), "the server's processes are gone");
    }

    /// <summary>Stops all of its processes where they are: connections stay open and nobody answers.</summary>
    public void Pause() => SignalAll(Signals.Stop);

    /// <summary>Lets them go on.</summary>
    public void Resume() => SignalAll(Signals.Continue);

    /// <summary>
    /// Starts it, again, on the same data and port. After a kill, what it had forked a moment before may hold its memory a
    /// little longer, so a start that fails is tried again.
    /// </summary>
    public async Task StartAgainAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(100)))
        {
            try
            {
                await StartOnceAsync();
                return;
            }
            catch (InvalidOperationException e) when (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
            {
                Trace.WriteLine($"PostgreSQL did not start yet: {e.Message}");
            }
        }
    }

    private Task<string> StartOnceAsync() => RunAsync(
        "pg_ctl", "-D", Data, "-w", "-t", "50", "-l", Path.Combine(_folder, "log"), "-o",
        $"-p {Port.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {_settings}",
        "start");

    /// <summary>Stops it in order.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    /// <summary>Stops it at once and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (ProcessTree.IsAlive(Postmaster()))
        {
            await RunAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }

        await Shell.RunAsync(CommandTimeout, "rm", "-rf", _folder);
    }

    private void SignalAll(int signal)
    {
        foreach (var id in ProcessTree.WithChildren(Postmaster()))
        {
            Signals.Send(id, signal);
        }
    }

    /// <summary>Its first process, as it noted itself; 0 when there is none. A killed server leaves the note behind.</summary>
    private int Postmaster()
    {
        var note = Path.Combine(Data, "postmaster.pid");
        return File.Exists(note) ? int.Parse(File.ReadLines(note).First(), CultureInfo.InvariantCulture) : 0;
    }

    private static async Task ExecuteAsync(string connectionString, string constantSql, params string[] arguments)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(constantSql);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
        }

        await command.ExecuteNonQueryAsync();
    }

    private static string FindBinaries()
    {
        const string Root = "/usr/lib/postgresql";
        var found = Directory.Exists(Root)
            ? Directory.GetDirectories(Root)
                .Select(version => Path.Combine(version, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
                .OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
                .FirstOrDefault()
            : null;
        return found ?? throw new InvalidOperationException(
            $"The PostgreSQL server is missing (no {Root}/*/bin/initdb): apt-get install postgresql");
    }

    /// <summary>
    /// A free port below the range of outgoing connections: while the server is down, none of those may take its port.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = 15_000 + (int)((uint)((Environment.ProcessId * 37) + (Interlocked.Increment(ref _ports) * 101)) % 15_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                Trace.WriteLine($"Port {port} is taken");
            }
        }
    }

    private Task<string> RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);

        // The server inherits pg_ctl's output: redirected there, a reader of our pipe would wait for its end.
        string[] detached = ["-c", "exec \"$@\" </dev/null >/dev/null", "sh", path, .. arguments];
        return Environment.IsPrivilegedProcess
            ? Shell.RunAsync(CommandTimeout, "runuser", ["-u", "postgres", "--", "sh", .. detached])
            : Shell.RunAsync(CommandTimeout, "sh", detached);
    }
}
