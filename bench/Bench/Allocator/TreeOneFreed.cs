using System.Diagnostics;
using System.Diagnostics.Metrics;
using MesosOrleans.Core.Resources;
using MesosOrleans.Dev.AllocationCases;
using MesosOrleans.Grains.Interfaces.Allocation;

namespace MesosOrleans.Bench.Allocator;

/// <summary>
/// The tree as it runs for users: one agent among thousands becomes free; until its role has published the offer, and
/// until the framework's stream has delivered it.
/// </summary>
internal static class TreeOneFreed
{
    private const int FreedAgents = 500;
    private const int WarmUpAgents = 100;
    private const string Instrument = "mesosorleans.allocator.published";
    private static readonly AllocatorSize Size = new(10_000, 200, 100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task Measure(FigureWriter figures)
    {
        figures.Progress("tree: one agent freed");
        await using var workload = await TreeWorkload.StartAsync(isManual: false);
        await workload.AddFrameworks(Size.Frameworks, Size.Roles);
        await workload.AddAgents(Size.Agents, AllocatorSizes.AgentResources, Use);
        var (published, delivered) = (new Latencies(), new Latencies());
        for (var agent = 0; agent < FreedAgents; agent++)
        {
            var (whenPublished, whenDelivered) = await Free(workload, agent);
            if (agent >= WarmUpAgents)
            {
                published.Add(whenPublished);
                delivered.Add(whenDelivered);
            }

            await Task.Delay(Pause);
        }

        Write(figures, "allocator.onefreed.published.tree", published);
        Write(figures, "allocator.onefreed.delivered.tree", delivered);
    }

    private static async Task<(TimeSpan Published, TimeSpan Delivered)> Free(TreeWorkload workload, int agent)
    {
        var published = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var delivered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnArrived(int count) => delivered.TrySetResult(Stopwatch.GetTimestamp());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == Instrument)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => published.TrySetResult(Stopwatch.GetTimestamp()));
        listener.Start();
        CaseFrameworkGrain.Arrived += OnArrived;
        var start = Stopwatch.GetTimestamp();
        await workload.Report(agent, AllocatorSizes.AgentResources, workload.NextVersion(), []);
        var result = (
            Stopwatch.GetElapsedTime(start, await published.Task.WaitAsync(Patience)),
            Stopwatch.GetElapsedTime(start, await delivered.Task.WaitAsync(Patience)));
        CaseFrameworkGrain.Arrived -= OnArrived;
        return result;
    }

    private static AgentUse Use(int agent)
    {
        var role = $"role-{agent % Size.Frameworks % Size.Roles}";
        return new AgentUse
        {
            FrameworkId = TreeWorkload.Name(agent % Size.Frameworks),
            Role = role,
            Resources = ResourceSet.Parse(AllocatorSizes.AgentResources).Allocate(role).ToProto(ResourceFormat.Post),
        };
    }

    private static void Write(FigureWriter figures, string name, Latencies latencies) => figures.Figure(
        name, latencies.Percentile(0.5), "ms", ("p90", latencies.Percentile(0.9)), ("p99", latencies.Percentile(0.99)),
        ("max", latencies.Percentile(1)), ("count", latencies.Count), ("agents", Size.Agents), ("frameworks", Size.Frameworks));
}
