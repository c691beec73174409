using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>A silo's end of the link, with a real gRPC server behind it, that does what a test tells it.</summary>
internal sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeLinkService _service;

    private FakeSilo(WebApplication app, FakeLinkService service, string address)
    {
        _app = app;
        _service = service;
        Address = address;
    }

    public string Address { get; }

    public FakeLinkState State => _service.State;

    public static async Task<FakeSilo> StartAsync(FakeLinkState? state = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        var service = new FakeLinkService(state ?? new FakeLinkState());
        builder.Services.AddSingleton(service);
        var app = builder.Build();
        app.MapGrpcService<FakeLinkService>();
        await app.StartAsync();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new FakeSilo(app, service, new Uri(url).Authority);
    }

    public async ValueTask DisposeAsync()
    {
        State.Close();
        using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }
}
