using MesosOrleans.Bench.Launch;
using MesosOrleans.Silo.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// The whole state over HTTP: first byte, whole answer, size, and how much the process grows meanwhile. Client and silo
/// share the process.
/// </summary>
internal sealed class StateBenchmark : IBenchmark
{
    private const int TasksPerAgent = 10;
    private const int WarmUps = 3;
    private const int Measured = 5;
    private static readonly int[] Sizes = [1_000, 10_000];

    public string Name => "api.state";

    public string Summary => "/state and GET_STATE (JSON, protobuf) of 1,000 and 10,000 agents with 10 tasks each";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        foreach (var agents in Sizes)
        {
            var directory = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
            try
            {
                await using var app = InProcessSilo.BuildEmbedded(directory);
                await app.StartAsync(cancellationToken);
                figures.Progress($"filling {agents} agents");
                await StateFill.Fill(app, agents, TasksPerAgent, cancellationToken);
                await MeasureAsync(app, agents, figures, cancellationToken);
                await app.StopAsync(CancellationToken.None);
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(
        WebApplication app, int agents, FigureWriter figures, CancellationToken cancellationToken)
    {
        using var client = Client(app);
        foreach (var request in StateRequest.All)
        {
            for (var i = 0; i < WarmUps; i++)
            {
                await request.Ask(client, cancellationToken);
            }

            var first = new Latencies();
            var whole = new Latencies();
            var memory = new MemoryWatch();
            StateAnswer? answer = null;
            for (var i = 0; i < Measured; i++)
            {
                answer = await memory.During(() => request.Ask(client, cancellationToken));
                first.Add(answer.FirstByte);
                whole.Add(answer.Whole);
            }

            figures.Figure(
                $"api.{request.Name}", whole.Percentile(0.5), "ms",
                ("agents", agents), ("tasks", agents * TasksPerAgent),
                ("firstByteMs", first.Percentile(0.5)), ("firstByteMaxMs", first.Percentile(1)),
                ("maxMs", whole.Percentile(1)), ("bytes", answer!.Bytes),
                ("extraMB", Math.Round(memory.ExtraBytesMax / 1024.0 / 1024.0, 1)),
                ("allocatedMB", Math.Round(memory.AllocatedBytes / 1024.0 / 1024.0 / Measured, 1)));
        }
    }

    /// <summary>A client of a silo in this process.</summary>
    public static HttpClient Client(WebApplication app)
    {
        var port = app.Services.GetRequiredService<MesosApiOptions>().Port;
        return new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
    }
}
