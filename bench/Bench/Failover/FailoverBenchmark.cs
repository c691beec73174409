using MesosOrleans.Bench.Api;
using MesosOrleans.Protocol.V1;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Failover;

/// <summary>
/// The silo that holds a framework's grain is killed with SIGKILL; its stream is in a second silo, its calls go to the third:
/// the time until a call is answered 202 again, and until the stream has brought the answer to it.
/// </summary>
internal sealed class FailoverBenchmark : IBenchmark
{
    private const int Silos = 3;
    private const int Rounds = 10;

    public string Name => "failover";

    public string Summary => "time from kill -9 of the silo with a framework's grain to its next answered call";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        figures.Progress("starting PostgreSQL and three silos");
        await using var silos = await PostgresSilos.StartAsync(Silos);
        var (calls, events) = (new Latencies(), new Latencies());
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (call, heard, refusals) = await RoundAsync(silos);
            figures.Progress($"round {round}: {call.TotalSeconds:0.00} s, {heard.TotalSeconds:0.00} s, {refusals} times 503");
            calls.Add(call);
            events.Add(heard);
            refused += refusals;
        }

        figures.Figure(
            Name,
            calls.Percentile(0.5) / 1000,
            "s",
            ("silos", Silos),
            ("rounds", Rounds),
            ("worst", calls.Percentile(1) / 1000),
            ("best", calls.Percentile(0) / 1000),
            ("eventP50", events.Percentile(0.5) / 1000),
            ("eventWorst", events.Percentile(1) / 1000),
            ("answered503", refused));
    }

    private static async Task<(TimeSpan Call, TimeSpan Event, int Refused)> RoundAsync(PostgresSilos silos)
    {
        using var first = await ApiScheduler.StartAsync(silos.Port(0), "failover", "*", 0);
        var home = await silos.SiloOfAsync(first.FrameworkId);
        var again = BenchFramework.Info("failover");
        again.Id = new FrameworkID { Value = first.FrameworkId };
        using var second = await ApiScheduler.StartAsync(silos.Port((home + 1) % Silos), again, 0);
        var collecting = second.CollectAsync();
        using var connection = await CallConnection.OpenAsync(silos.Port((home + 2) % Silos));
        var request = second.Reconcile("unknown");
        await connection.CallAsync(request);

        // The first heartbeat, and the answer.
        await Eventually.TrueAsync(() => second.Events >= 2, "the stream brings an answer");
        var before = second.Events;
        silos.Kill(home);
        var killed = TimeProvider.System.GetTimestamp();
        var refused = 0;
        while (!await connection.TryCallAsync(request))
        {
            refused++;
        }

        var call = TimeProvider.System.GetElapsedTime(killed);
        await Eventually.TrueAsync(() => second.Events > before && !collecting.IsCompleted, "the stream brings the answer again");
        var heard = TimeProvider.System.GetElapsedTime(killed);
        await silos.StartSiloAsync(home);
        return (call, heard, refused);
    }
}
