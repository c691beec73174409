using CsCheck;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>What must hold in any cluster and after any sequence of calls.</summary>
public sealed class AllocatorPropertyTests
{
    private const int Iterations = 300;

    private static readonly Gen<int> Seed = Gen.Int[0, int.MaxValue];

    [Fact]
    public void Nothing_is_offered_twice_and_nothing_is_lost() => Seed.Sample(
        seed =>
        {
            var world = new AllocatorWorld(seed);
            for (var step = 0; step < 60; step++)
            {
                world.Step();
                world.CheckConservation();
            }
        },
        iter: Iterations);

    [Fact]
    public void Limits_are_never_exceeded() => Seed.Sample(
        seed =>
        {
            var world = new AllocatorWorld(seed);
            for (var step = 0; step < 60; step++)
            {
                world.Step();
                world.CheckLimits();
            }
        },
        iter: Iterations);

    [Fact]
    public void Same_seed_gives_the_same_offers() => Seed.Sample(
        seed =>
        {
            var (left, right) = (new AllocatorWorld(seed), new AllocatorWorld(seed));
            for (var step = 0; step < 40; step++)
            {
                left.Step();
                right.Step();
            }

            Assert.Equal(left.Log, right.Log);
        },
        iter: Iterations / 3);

    [Fact]
    public void What_is_remembered_between_runs_changes_no_outcome() => Seed.Sample(
        seed =>
        {
            var (remembers, forgets) = (new AllocatorWorld(seed), new AllocatorWorld(seed, forgets: true));
            for (var step = 0; step < 60; step++)
            {
                remembers.Step();
                forgets.Step();
            }

            Assert.Equal(forgets.Log, remembers.Log);
        },
        iter: Iterations);

    [Fact]
    public void What_is_refused_for_long_does_not_come_back() => Seed.Sample(
        seed =>
        {
            var world = new AllocatorWorld(seed);
            for (var step = 0; step < 30; step++)
            {
                world.Step();
            }

            // Everybody declines everything for an hour; each batch tries others, until nobody is left to try. Short
            // filters of before have ended by the fifth.
            var refused = new List<AllocationOffer>();
            var offers = world.Held.ToList();
            for (var round = 0; round < 5 || (round < 80 && offers.Count > 0); round++)
            {
                refused.AddRange(world.Held);
                world.DeclineAll(TimeSpan.FromHours(1));
                offers = [.. world.Tick()];
                Assert.DoesNotContain(offers, offer => refused.Exists(one => Covers(one, offer)));
            }

            // Quotas cut offers, and the order of agents decides where: such a cut may be one that nobody refused yet.
            if (!world.HasQuota)
            {
                world.DeclineAll(TimeSpan.FromHours(1));
                Assert.Empty(world.Tick());
            }

            world.CheckConservation();
        },
        iter: Iterations / 3);

    [Fact]
    public void Recovering_everything_gives_everything_back() => Seed.Sample(
        seed =>
        {
            var world = new AllocatorWorld(seed);
            for (var step = 0; step < 60; step++)
            {
                world.Step();
            }

            world.ReturnAll();
            Assert.True(world.Allocator.Metrics().OfferedOrAllocated.IsEmpty);
            Assert.All(world.AgentIds, id => Assert.Equal(world.Allocator.TotalOf(id), world.Allocator.AvailableOf(id)));
            Assert.All(world.Allocator.Roles.Nodes, node => Assert.True(node.UnreservedHeld.IsZero));
            Assert.True(world.Allocator.Roles.Root.UnreservedAllocated.IsZero);
        },
        iter: Iterations);

    [Fact]
    public void Guarantees_are_met_when_they_can_be() => Seed.Sample(
        seed =>
        {
            var random = new Random(seed);
            var allocator = new HierarchicalAllocator(new AllocatorOptions(), random);
            allocator.Pause();
            var agents = random.Next(1, 30);
            for (var i = 0; i < agents; i++)
            {
                allocator.AddAgent(AllocatorWorld.Agent($"a{i}", ResourceSet.Parse("cpus:4;mem:4000")));
            }

            // Guarantees keep the shape of the agents, so that no role is left with memory and no cores.
            var left = agents * 4;
            var roles = random.Next(1, 6);
            for (var i = 0; i < roles; i++)
            {
                var cpus = random.Next(0, left + 1);
                left -= cpus;
                allocator.UpdateQuota($"q{i}", Guarantee($"cpus:{cpus};mem:{cpus * 1000}"));
                allocator.AddFramework(new FrameworkSpec($"f{i}", [$"q{i}"]));
            }

            allocator.AddFramework(new FrameworkSpec("greedy", ["other"]));
            allocator.Resume();
            allocator.RunBatch(DateTimeOffset.UnixEpoch);
            Assert.All(
                Enumerable.Range(0, roles),
                i => Assert.True(
                    allocator.OfferedOrAllocated($"q{i}").Contains(allocator.Metrics().Roles[$"q{i}"].Guarantees)));
        },
        iter: Iterations);

    /// <summary>
    /// Agents are bundles, all alike: with one less, no role has more by weight than any other. Whoever got the last one was not
    /// ahead before.
    /// </summary>
    [Fact]
    public void Shares_converge_to_weights_within_one_agent() => Seed.Sample(
        seed =>
        {
            var random = new Random(seed);
            var allocator = new HierarchicalAllocator(new AllocatorOptions(), random);
            allocator.Pause();
            var roles = random.Next(2, 6);
            var weights = Enumerable.Range(0, roles).ToDictionary(i => $"r{i}", _ => (double)random.Next(1, 6));
            allocator.UpdateWeights(weights);
            const int Agents = 200;
            for (var i = 0; i < Agents; i++)
            {
                allocator.AddAgent(AllocatorWorld.Agent($"a{i}", ResourceSet.Parse("cpus:2;mem:1024")));
            }

            foreach (var role in weights.Keys)
            {
                allocator.AddFramework(new FrameworkSpec("f-" + role, [role]));
            }

            allocator.Resume();
            var offers = allocator.RunBatch(DateTimeOffset.UnixEpoch).Offers;
            Assert.Equal(Agents, offers.Count);
            var counts = offers.CountBy(offer => offer.Role).ToDictionary();
            foreach (var (role, weight) in weights)
            {
                var ahead = weights.Max(other => (counts.GetValueOrDefault(other.Key) - 1) / other.Value);
                Assert.True(ahead <= (counts.GetValueOrDefault(role) / weight) + 1e-9, $"{role} has {counts.GetValueOrDefault(role)}");
            }
        },
        iter: Iterations / 3);

    /// <summary>Nobody would rather have another one's bundle, up to one agent.</summary>
    [Fact]
    public void Equal_frameworks_do_not_envy_each_other() => Seed.Sample(
        seed =>
        {
            var random = new Random(seed);
            var allocator = new HierarchicalAllocator(new AllocatorOptions(), random);
            allocator.Pause();
            var frameworks = random.Next(2, 8);
            var agents = random.Next(frameworks, 100);
            for (var i = 0; i < agents; i++)
            {
                allocator.AddAgent(AllocatorWorld.Agent($"a{i}", ResourceSet.Parse("cpus:2;mem:1024")));
            }

            for (var i = 0; i < frameworks; i++)
            {
                allocator.AddFramework(new FrameworkSpec($"f{i}", ["shared"]));
            }

            allocator.Resume();
            var counts = allocator.RunBatch(DateTimeOffset.UnixEpoch).Offers
                .CountBy(offer => offer.FrameworkId).Select(pair => pair.Value).ToArray();
            Assert.Equal(agents, counts.Sum());
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        },
        iter: Iterations / 3);

    private static RoleQuota Guarantee(string quantities) => new(ResourceQuantities.Parse(quantities), default);

    private static bool Covers(AllocationOffer refused, AllocationOffer offer) =>
        (refused.FrameworkId, refused.Role, refused.AgentId) == (offer.FrameworkId, offer.Role, offer.AgentId)
        && refused.Resources.Contains(offer.Resources);
}
