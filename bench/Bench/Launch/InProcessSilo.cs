using System.Globalization;
using MesosOrleans.Bench.Processes;
using MesosOrleans.Silo.Flags;
using MesosOrleans.Silo.Hosting;
using MesosOrleans.Storage;
using Microsoft.AspNetCore.Builder;

namespace MesosOrleans.Bench.Launch;

/// <summary>The silo as its program builds it, within this process.</summary>
internal static class InProcessSilo
{
    /// <summary>Builds a silo on an empty PostgreSQL database, on free ports of the loopback interface.</summary>
    public static WebApplication Build(string connectionString) =>
        Build(new StorageOptions { Kind = StorageKind.Postgres, ConnectionString = connectionString });

    /// <summary>Builds a silo with embedded storage in a directory, on free ports of the loopback interface.</summary>
    public static WebApplication BuildEmbedded(string directory) =>
        Build(new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = Path.Combine(directory, "bench.db") });

    private static WebApplication Build(StorageOptions storage)
    {
        var ports = PortBlock.Take();
        var flags = new SiloFlags();
        var settings = flags.Read(flags.Command.Parse(
        [
            "--port", Text(ports.Http), "--link_port", Text(ports.Link),
            "--silo_port", Text(ports.Silo), "--gateway_port", Text(ports.Gateway),
        ]));
        return SiloHost.Build(settings, storage with
        {
            ServiceId = settings.Cluster,
            ClusterId = settings.Cluster,
            SiloPort = settings.SiloPort,
            GatewayPort = settings.GatewayPort,
        });
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
