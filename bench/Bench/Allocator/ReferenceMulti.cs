using System.Diagnostics;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Bench.Allocator;

/// <summary>The sequential allocator: time until all tasks of <see cref="MultiWorkload"/> are launched.</summary>
internal static class ReferenceMulti
{
    public static Task Measure(FigureWriter figures)
    {
        figures.Progress("sequential: many kinds of frameworks");
        var runs = Enumerable.Range(0, AllocatorSizes.Repeats).Select(_ => LaunchAll()).ToArray();
        var median = runs.OrderBy(run => run.Elapsed).ElementAt(runs.Length / 2);
        figures.Figure(
            "allocator.multi.reference", median.Elapsed, "ms", ("cycles", median.Cycles), ("offers", median.Offers));
        return Task.CompletedTask;
    }

    public static (double Elapsed, int Cycles, int Offers) LaunchAll()
    {
        var workload = new ReferenceWorkload();
        workload.AddAgents(MultiWorkload.Agents, MultiWorkload.AgentResources);
        var frameworks = new Dictionary<string, TaskFramework>();
        workload.Allocator.Pause();
        foreach (var (id, role, framework) in MultiWorkload.Frameworks())
        {
            frameworks.Add(id, framework);
            workload.Allocator.AddFramework(new FrameworkSpec(id, [role]));
        }

        workload.Allocator.Resume();
        var watch = Stopwatch.StartNew();
        var (cycles, offers) = (0, 0);
        while (frameworks.Count > 0 && cycles < MultiWorkload.CyclesMax)
        {
            workload.Cycle();
            cycles++;
            offers += workload.Held.Count;
            Answer(workload, frameworks);
        }

        return (watch.Elapsed.TotalMilliseconds, cycles, offers);
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
