using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>A silo in front of which a scenario was replayed once; the tests look at what came of it.</summary>
public abstract class ReplayedSilo(string scenario) : ConformanceSilo
{
    // The allocator has heard everything when nothing has changed in it for a few looks.
    private const int CalmLooks = 5;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>What came of each exchange, by name.</summary>
    internal IReadOnlyDictionary<string, Outcome> Outcomes { get; private set; } = new Dictionary<string, Outcome>();

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Flags => ["--cluster=gold", "--allocation_interval=200ms", $"--log_dir={Path.Combine(WorkDir, "log")}"];

    /// <summary>By how much the allocator's clock moves on with its next run.</summary>
    internal TimeSpan Advance { get; set; }

    private IRootAllocatorGrain Allocator => Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <summary>Asserts that an exchange was as recorded, or is one that is known not to be.</summary>
    internal void Check(string exchange)
    {
        Assert.True(Outcomes.TryGetValue(exchange, out var outcome), "was not replayed");
        Assert.True(
            outcome.Unexplained.Count == 0 || Missing.For(exchange) is not null, string.Join("\n", outcome.Unexplained));
    }

    /// <summary>Lets the allocator hear everything that happened, and then run once, as its timer does.</summary>
    internal async Task Allocate(IReadOnlyCollection<ScriptedAgent> agents, TimeSpan patience)
    {
        await Eventually.TrueAsync(
            () => agents.All(agent => agent.IsHeard),
            $"all updates are acknowledged, but {string.Join(", ", agents.SelectMany(agent => agent.Unheard))}", patience);
        var calm = 0;
        var before = "";
        var start = TimeProvider.System.GetTimestamp();
        while (calm < CalmLooks && TimeProvider.System.GetElapsedTime(start) < patience)
        {
            await Task.Delay(LookInterval);
            var seen = await Allocator.Inspect().WaitAsync(patience);
            var now = $"{string.Join(',', seen.Offers.Order())}/{string.Join(',', seen.Agents.OrderBy(pair => pair.Key))}/{string.Join(',', seen.Demands.OrderBy(pair => pair.Key))}";
            calm = now == before ? calm + 1 : 0;
            before = now;
        }

        await Allocator.Cycle(periodic: true, Advance + TimeSpan.FromMilliseconds(200)).WaitAsync(patience);
        Advance = TimeSpan.Zero;
    }

    /// <inheritdoc/>
    protected override void Configure(ClusterSettings settings) => settings.ManualAllocation = true;

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var run = new ScenarioRun(this);
        await run.Run(scenario);
        Outcomes = run.Outcomes;
    }
}
