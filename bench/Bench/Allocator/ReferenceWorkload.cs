using System.Diagnostics;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Bench.Allocator;

/// <summary>A sequential allocator filled with agents and frameworks, and what is held of it.</summary>
internal sealed class ReferenceWorkload
{
    private readonly List<AllocationOffer> _held = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public ReferenceWorkload(int seed = 1) => Allocator = new HierarchicalAllocator(new AllocatorOptions(), new Random(seed));

    public HierarchicalAllocator Allocator { get; }

    public IReadOnlyList<AllocationOffer> Held => _held;

    /// <summary>Adds agents that are all alike, without a run; returns the milliseconds it took.</summary>
    public double AddAgents(int count, string resources)
    {
        var specs = Enumerable.Range(0, count)
            .Select(i => new AgentSpec(
                $"agent-{i:D6}", new AgentAttributes($"host-{i}", null, null, []), AgentCapabilities.All,
                ResourceSet.Parse(resources)))
            .ToArray();
        Allocator.Pause();
        var watch = Stopwatch.StartNew();
        foreach (var spec in specs)
        {
            Allocator.AddAgent(spec);
        }

        var elapsed = watch.Elapsed.TotalMilliseconds;
        Allocator.Resume();
        return elapsed;
    }

    /// <summary>Adds frameworks, framework i in role <c>role-(i mod roles)</c>, without a run.</summary>
    public void AddFrameworks(int count, int roles)
    {
        Allocator.Pause();
        for (var i = 0; i < count; i++)
        {
            Allocator.AddFramework(new FrameworkSpec($"framework-{i:D5}", [$"role-{i % roles}"]));
        }

        Allocator.Resume();
    }

    /// <summary>Runs a batch over all agents; returns the milliseconds it took.</summary>
    public double Cycle()
    {
        _now += TimeSpan.FromSeconds(1);
        var watch = Stopwatch.StartNew();
        var run = Allocator.RunBatch(_now);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        _held.AddRange(run.Offers);
        return elapsed;
    }

    /// <summary>Returns all that is held; returns the milliseconds it took.</summary>
    /// <param name="refusal">Duration of the filters; null installs none.</param>
    public double DeclineAll(TimeSpan? refusal)
    {
        var watch = Stopwatch.StartNew();
        foreach (var offer in _held)
        {
            Allocator.RecoverResources(
                offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, refusal, _now);
        }

        _held.Clear();
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Hands over what is held, to be answered one by one.</summary>
    public AllocationOffer[] TakeHeld()
    {
        AllocationOffer[] taken = [.. _held];
        _held.Clear();
        return taken;
    }

    /// <summary>Returns resources without a filter.</summary>
    public void Return(AllocationOffer offer) => Allocator.RecoverResources(
        offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, null, _now);

    /// <summary>Returns every n-th of the held offers, without filter.</summary>
    public void FreeEvery(int n)
    {
        for (var i = _held.Count - 1; i >= 0; i -= n)
        {
            Return(_held[i]);
            _held.RemoveAt(i);
        }
    }
}
