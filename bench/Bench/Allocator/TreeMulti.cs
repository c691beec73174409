using System.Diagnostics;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;

namespace MesosOrleans.Bench.Allocator;

/// <summary>
/// The tree: time until all tasks of <see cref="MultiWorkload"/> are launched, with the end of each offer and the report of
/// each agent as the grains of frameworks and agents send them.
/// </summary>
internal static class TreeMulti
{
    public static async Task Measure(FigureWriter figures)
    {
        figures.Progress("tree: many kinds of frameworks");
        var (elapsed, cycles, offers) = await LaunchAll();
        figures.Figure("allocator.multi.tree", elapsed, "ms", ("cycles", cycles), ("offers", offers));
    }

    private static async Task<(double Elapsed, int Cycles, int Offers)> LaunchAll()
    {
        await using var workload = await TreeWorkload.StartAsync();
        await workload.AddAgents(MultiWorkload.Agents, MultiWorkload.AgentResources);
        var frameworks = new Dictionary<string, TaskFramework>();
        foreach (var (id, role, framework) in MultiWorkload.Frameworks())
        {
            frameworks.Add(id, framework);
            await workload.AddFramework(id, role);
        }

        await workload.UntilFrameworksAreKnown();
        var used = Enumerable.Range(0, MultiWorkload.Agents).ToDictionary(
            TreeWorkload.AgentName, agent => (Agent: agent, Uses: new Dictionary<(string, string), ResourceSet>()));
        var watch = Stopwatch.StartNew();
        var (cycles, offers) = (0, 0);
        while (frameworks.Count > 0 && cycles < MultiWorkload.CyclesMax)
        {
            offers += (await workload.Cycle()).Offers;
            cycles++;
            await Answer(workload, frameworks, used);
        }

        return (watch.Elapsed.TotalMilliseconds, cycles, offers);
    }

    private static async Task Answer(
        TreeWorkload workload, Dictionary<string, TaskFramework> frameworks,
        Dictionary<string, (int Agent, Dictionary<(string Framework, string Role), ResourceSet> Uses)> used)
    {
        var touched = new HashSet<string>();
        var ends = new List<(string Role, OfferEnd End)>();
        var version = workload.NextVersion();
        foreach (var offer in workload.TakeHeld())
        {
            var resources = ResourceSet.FromProto(offer.Resources).Unallocate();
            var (launched, _) = frameworks.TryGetValue(offer.FrameworkId, out var framework)
                ? framework.Launch(resources)
                : (ResourceSet.Empty, resources);
            ends.Add((offer.Role, new OfferEnd
            {
                OfferId = offer.OfferId,
                FrameworkId = offer.FrameworkId,
                Used = launched.Allocate(offer.Role).ToProto(ResourceFormat.Post),
                LedgerEpoch = 1,
                LedgerVersion = launched.IsEmpty ? 0 : version,
            }));
            if (!launched.IsEmpty)
            {
                var uses = used[offer.Agent.AgentId].Uses;
                var key = (offer.FrameworkId, offer.Role);
                uses[key] = uses.GetValueOrDefault(key, ResourceSet.Empty) + launched;
                touched.Add(offer.Agent.AgentId);
            }

            if (framework?.Left == 0)
            {
                frameworks.Remove(offer.FrameworkId);
                await workload.Suppress(offer.FrameworkId);
            }
        }

        await Task.WhenAll(ends.GroupBy(end => end.Role).Select(group =>
            workload.EndOffers(group.Key, [.. group.Select(end => end.End)])));
        foreach (var id in touched)
        {
            await workload.Report(used[id].Agent, MultiWorkload.AgentResources, version, Uses(used[id].Uses));
        }

        await workload.UntilNothingIsOut();
    }

    private static List<AgentUse> Uses(Dictionary<(string Framework, string Role), ResourceSet> uses) =>
    [
        .. uses.Select(use => new AgentUse
        {
            FrameworkId = use.Key.Framework,
            Role = use.Key.Role,
            Resources = use.Value.Allocate(use.Key.Role).ToProto(ResourceFormat.Post),
        }),
    ];
}
