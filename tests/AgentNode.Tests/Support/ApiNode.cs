using MesosOrleans.AgentNode.Api;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.HttpSupport;
using MesosOrleans.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>A node in this process with its HTTP face on a real socket, attached to a fake silo.</summary>
internal sealed class ApiNode : IAsyncDisposable
{
    private readonly TemporaryDirectory _work = new();
    private readonly RealContainers? _real;
    private WebApplication? _app;
    private LocalContainerizer? _containerizer;
    private TestNode? _node;

    private ApiNode(FakeSilo silo, string? launcher)
    {
        Silo = silo;
        _real = launcher is null ? null : new RealContainers(launcher, _work.Path);
    }

    public FakeSilo Silo { get; }

    public FakeLinkState State => Silo.State;

    public ProcessContainerizer Containers { get; } = new();

    /// <summary>What the HTTP face logs.</summary>
    public LogCollector Logs { get; } = new();

    public string WorkDirectory => _work.Path;

    public TestNode Node => _node!;

    public HttpClient Http { get; private set; } = new();

    /// <param name="change">Changes the node's options.</param>
    /// <param name="launcher">The launcher of the node's own containerizer; null for <see cref="Containers"/>.</param>
    /// <param name="state">What the silo does.</param>
    public static async Task<ApiNode> StartAsync(
        Func<NodeOptions, NodeOptions>? change = null, string? launcher = null, FakeLinkState? state = null)
    {
        var node = new ApiNode(await FakeSilo.StartAsync(state), launcher);
        await node.StartNodeAsync(change);
        return node;
    }

    /// <summary>Kills the node, so far as that is possible within a process, and starts it again.</summary>
    public async Task RestartAsync(Func<NodeOptions, NodeOptions>? change = null)
    {
        var before = State.Registrations.Count;
        await StopNodeAsync();
        await StartNodeAsync(change);
        await Eventually.TrueAsync(() => State.Registrations.Count > before, "the node registers again");
    }

    public async ValueTask DisposeAsync()
    {
        await StopNodeAsync();
        await Silo.DisposeAsync();
        if (_real is not null)
        {
            await _real.ClearAsync();
        }

        Containers.Dispose();
        _work.Dispose();
    }

    private async Task StartNodeAsync(Func<NodeOptions, NodeOptions>? change)
    {
        var api = new NodeApi();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Logs);
        builder.WebHost.ConfigureKestrel(kestrel => new HttpLimits().ApplyTo(kestrel.Limits));
        _app = builder.Build();
        NodeProcess.Guard(_app);
        api.Map(_app, "1.2.3");
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync();
        var url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = Eventually.Deadline };
        _containerizer = _real is null ? null : await _real.CreateAsync();
        _node = await TestNode.StartAsync(
            _work.Path, (IContainerizer?)_containerizer ?? Containers, [Silo.Address], change: change);
        api.Open(_node.Host.View);
        await Eventually.TrueAsync(() => _node.Host.Link.IsAttached, "the node attaches");
    }

    private async Task StopNodeAsync()
    {
        await _node!.DisposeAsync();
        _containerizer?.Dispose();
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app!.StopAsync(hurry.Token);
        await _app.DisposeAsync();
        Http.Dispose();
    }
}
