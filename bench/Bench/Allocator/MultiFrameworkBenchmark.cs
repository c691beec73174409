using System.Diagnostics;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Bench.Allocator;

/// <summary>Frameworks of three kinds launch 19,500 tasks on 80 agents through the sequential allocator.</summary>
internal sealed class MultiFrameworkBenchmark : IBenchmark
{
    private const int Repeats = 5;
    private const int CyclesMax = 10_000;

    public string Name => "allocator.multi";

    public string Summary => "time until 554 frameworks have launched 19,500 tasks on 80 agents";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        // The first one measures the compiler.
        _ = LaunchAll(cancellationToken);
        var runs = Enumerable.Range(0, Repeats).Select(_ => LaunchAll(cancellationToken)).ToArray();
        var median = runs.OrderBy(run => run.Elapsed).ElementAt(Repeats / 2);
        figures.Figure(
            "allocator.multi.reference", median.Elapsed, "ms", ("cycles", median.Cycles), ("offers", median.Offers));
        return Task.CompletedTask;
    }

    private static (double Elapsed, int Cycles, int Offers) LaunchAll(CancellationToken cancellationToken)
    {
        var workload = new ReferenceWorkload();
        workload.AddAgents(80, "cpus:64;mem:488000");
        var frameworks = new Dictionary<string, TaskFramework>();
        Add(workload, frameworks, 4, "large", isRoleEach: true, "cpus:0.07;mem:400", 4_000, 100);
        Add(workload, frameworks, 500, "shared", isRoleEach: false, "cpus:0.1;mem:4000", 5, 1);
        Add(workload, frameworks, 50, "medium", isRoleEach: true, "cpus:1;mem:1000", 20, 5);

        var watch = Stopwatch.StartNew();
        var (cycles, offers) = (0, 0);
        while (frameworks.Count > 0 && cycles < CyclesMax)
        {
            cancellationToken.ThrowIfCancellationRequested();
            workload.Cycle();
            cycles++;
            offers += workload.Held.Count;
            Answer(workload, frameworks);
        }

        return (watch.Elapsed.TotalMilliseconds, cycles, offers);
    }

    private static void Add(
        ReferenceWorkload workload, Dictionary<string, TaskFramework> frameworks, int count, string kind,
        bool isRoleEach, string task, int tasks, int perOffer)
    {
        workload.Allocator.Pause();
        for (var i = 0; i < count; i++)
        {
            var id = $"{kind}-{i}";
            frameworks.Add(id, new TaskFramework(ResourceSet.Parse(task), tasks, perOffer));
            workload.Allocator.AddFramework(new FrameworkSpec(id, [isRoleEach ? id : kind]));
        }

        workload.Allocator.Resume();
    }

    private static void Answer(ReferenceWorkload workload, Dictionary<string, TaskFramework> frameworks)
    {
        foreach (var offer in workload.TakeHeld())
        {
            var (launched, rest) = frameworks.TryGetValue(offer.FrameworkId, out var framework)
                ? framework.Launch(offer.Resources)
                : (ResourceSet.Empty, offer.Resources);
            workload.Allocator.TransitionOfferedToAllocated(offer.FrameworkId, offer.Role, offer.AgentId, launched);
            workload.Return(offer with { Resources = rest });
            if (framework?.Left == 0)
            {
                frameworks.Remove(offer.FrameworkId);
                workload.Allocator.SuppressOffers(offer.FrameworkId);
            }
        }
    }
}
