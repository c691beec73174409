using System.Net;
using MesosOrleans.Grains.Interfaces.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>Finds out which silo of a cluster holds a grain, as an Orleans client of it.</summary>
internal static class GrainLocator
{
    /// <summary>The silo port of the silo that holds a grain.</summary>
    public static async Task<int> SiloPortAsync(IEnumerable<IPEndPoint> gateways, Func<IGrainFactory, IAddressable> grain)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = "mesos";
                cluster.ServiceId = "mesos";
            });
            client.Services.AddMesosProtocolSerializer();
            client.UseStaticClustering([.. gateways]);
        });
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IClusterClient>();
        var address = await grains.GetGrain<IManagementGrain>(0)
            .GetActivationAddress(grain(grains));
        await host.StopAsync();
        Assert.NotNull(address);
        return address.Endpoint.Port;
    }
}
