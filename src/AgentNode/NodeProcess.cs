using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using MesosOrleans.AgentNode.Api;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.AgentNode.Link;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Transport;
using MesosOrleans.Transport.Logs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;

namespace MesosOrleans.AgentNode;

/// <summary>The process around a node: work directory, HTTP endpoint, signals, exit codes.</summary>
internal static class NodeProcess
{
    private const int SignalUser1 = 10;

    /// <summary>Runs a node until the process is told to stop.</summary>
    /// <returns>0 after an orderly end, 1 when it could not start or was refused.</returns>
    public static async Task<int> RunAsync(NodeOptions options, Func<NodeOptions, ILoggerFactory, Task<NodeContainers>> createContainers)
    {
        try
        {
            using var workDirectory = WorkDirectoryLock.Take(new AgentLayout(options.WorkDir));
            await RunLockedAsync(options, createContainers);
            return 0;
        }
        catch (Exception exception) when (exception is NodeStartException or RecoveryException or AgentRefusedException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>The version without build metadata.</summary>
    public static string Version { get; } = typeof(NodeProcess).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Puts a handler's failure where it belongs, for all that is mapped.</summary>
    public static void Guard(WebApplication app)
    {
        var guard = new RequestGuard(app.Services.GetRequiredService<ILogger<RequestGuard>>());
        app.Use((HttpContext context, RequestDelegate next) => guard.Handle(context, next));
    }

    private static async Task RunLockedAsync(
        NodeOptions options,
        Func<NodeOptions, ILoggerFactory, Task<NodeContainers>> createContainers)
    {
        using var verbosity = new LogVerbosity(options.LogLevel, TimeProvider.System);
        using var log = OpenLog(options);
        var api = new NodeApi(verbosity, log);
        using var exporter = api.CreateExporter();
        await using var app = BuildWeb(options, api, verbosity, log);
        exporter.Map(app);
        await StartWebAsync(app, options);
        var port = BoundPort(app);
        var identity = new AgentIdentity
        {
            Info = AgentInfoFactory.Create(options, port),
            Ip = options.AdvertiseIp,
            Port = port,
            Version = Version,
            BootId = BootIdentity.Read(),
            Incarnation = new IdFactory().NewGuid().ToString("D"),
            StartTime = TimeProvider.System.GetUtcNow(),
        };
        var layout = new AgentLayout(options.WorkDir);
        var recovered = Reconfiguration.Check(
            new CheckpointReader(layout, options.Strict).Read(), identity, options, layout);
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        using var containers = await createContainers(options, logs);
        using var host = new NodeHost(options, recovered, identity, containers, new NodeEnvironment { Logs = logs });
        await host.RecoverAsync(app.Lifetime.ApplicationStopping);
        api.Open(host.View);
        using var leave = PosixSignalRegistration.Create((PosixSignal)SignalUser1, context =>
        {
            context.Cancel = true;
            _ = host.LeaveAsync();
        });
        await host.RunAsync(app.Lifetime.ApplicationStopping);
        await app.StopAsync();
    }

    private static ICurrentLog? OpenLog(NodeOptions options)
    {
        try
        {
            return options.LogDir is { } directory ? LogFiles.Open(directory, "mesos-agent") : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"--log_dir {options.LogDir} cannot be written: {exception.Message}");
        }
    }

    private static WebApplication BuildWeb(NodeOptions options, NodeApi api, LogVerbosity verbosity, ICurrentLog? log)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (log is not null)
        {
            builder.Logging.AddProvider(log.CreateProvider());
        }

        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddFilter(verbosity.Allows);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
        // Connections that are turned away for their number.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            options.HttpLimits.ApplyTo(kestrel.Limits);
            kestrel.Listen(IPAddress.Parse(options.Ip), options.Port);
        });
        var app = builder.Build();
        Guard(app);
        api.Map(app, Version);
        return app;
    }

    private static async Task StartWebAsync(WebApplication app, NodeOptions options)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new NodeStartException($"Port {options.Port} of {options.Ip} is in use (--port)");
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            throw new NodeStartException($"{options.Ip}:{options.Port} cannot be listened on: {exception.Message}");
        }
    }

    private static int BoundPort(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First()).Port;
    }
}
