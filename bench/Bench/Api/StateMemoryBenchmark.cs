using System.Net;
using MesosOrleans.Grains.Interfaces.Serialization;
using MesosOrleans.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// How much a silo, a process of its own, grows while it answers for its whole state: the peak of its resident memory, as
/// the kernel keeps it, over what was resident after a full collection before the first such request of its life.
/// </summary>
internal sealed class StateMemoryBenchmark : IBenchmark
{
    private const int Agents = 10_000;
    private const int TasksPerAgent = 10;
    private const int Requests = 5;
    private const double LeastAnswerBytes = 50_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public string Name => "api.state.memory";

    public string Summary => "growth of a silo's resident memory during /state and GET_STATE of 10,000 agents and 100,000 tasks";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        ApiSilo.RunAsync(figures, silo => MeasureAsync(silo, figures, cancellationToken));

    private static async Task MeasureAsync(ApiSilo silo, FigureWriter figures, CancellationToken cancellationToken)
    {
        figures.Progress($"filling {Agents} agents");
        await FillAsync(silo);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{silo.Port}"), Timeout = Deadline };
        var id = silo.Process.Id;
        await FilledAsync(client, cancellationToken);
        await SettleAsync(id, cancellationToken);
        var before = PeakMemory.Now(id);
        foreach (var request in StateRequest.All)
        {
            var growth = new List<double>();
            for (var i = 0; i < Requests; i++)
            {
                PeakMemory.Reset(id);
                var answer = await request.Ask(client, cancellationToken);
                growth.Add(PeakMemory.Peak(id) - before);
                if (answer.Bytes < LeastAnswerBytes)
                {
                    throw new InvalidOperationException($"{request.Name} had {answer.Bytes} bytes: not the whole state");
                }
            }

            await SettleAsync(id, cancellationToken);
            figures.Figure(
                $"api.state.memory.{request.Name}", Math.Round(growth.Max(), 1), "MB",
                ("agents", Agents), ("tasks", Agents * TasksPerAgent), ("requests", Requests),
                ("first", Math.Round(growth[0], 1)), ("settledBeforeMB", Math.Round(before, 1)),
                ("settledAfterMB", Math.Round(PeakMemory.Now(id), 1)));
        }
    }

    private static async Task FillAsync(ApiSilo silo)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(orleans =>
        {
            orleans.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("mesos", "mesos"));
            orleans.Services.AddMesosProtocolSerializer();
            orleans.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, silo.GatewayPort));
        });
        using var host = builder.Build();
        await host.StartAsync();
        await StateFill.Publish(host.Services.GetRequiredService<IClusterClient>(), Agents, TasksPerAgent);
        await host.StopAsync();
    }

    // Asked without writing a listing: the first of those is to be measured.
    private static Task FilledAsync(HttpClient client, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async () => (await client.GetStringAsync(new Uri("/metrics/snapshot", UriKind.Relative), cancellationToken))
            .Contains($"\"master/tasks_running\":{Agents * TasksPerAgent}", StringComparison.Ordinal),
        "the silo's copy has all tasks",
        Deadline);

    private static async Task SettleAsync(int id, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 3; i++)
        {
            await GarbageCollection.ForceAsync(id, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }
}
