using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>The tree's root: reports in any order, and the same offers as the plain allocator.</summary>
public sealed class RootAllocationTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private readonly RootAllocation _root = NewRoot(1, eventDriven: true);

    [Fact]
    public void A_report_that_shows_what_was_launched_may_come_before_the_end_of_the_offer()
    {
        var offer = OneOffer();

        _root.Update(Agent("a", 2, "cpus:4;mem:400", "cpus:1;mem:100") with { EndedOffers = [offer.Id] }, Start);
        _root.CheckInvariants();
        Assert.True(_root.Allocator.AvailableOf("a").IsEmpty);
        _root.EndOffers([End(offer, "cpus:1;mem:100", 2, TimeSpan.FromHours(1))], Start);

        _root.CheckInvariants();
        Assert.Equal(ResourceSet.Parse("cpus:3;mem:300"), _root.Allocator.AvailableOf("a"));
        Assert.Equal(1, _root.Allocator.ActiveFilters("r"));
    }

    [Fact]
    public void What_was_launched_is_held_until_a_report_shows_it()
    {
        var offer = OneOffer();

        _root.EndOffers([End(offer, "cpus:1;mem:100", 2, null)], Start);
        _root.CheckInvariants();
        Assert.Equal(ResourceSet.Parse("cpus:3;mem:300"), _root.Allocator.AvailableOf("a"));
        _root.Update(Agent("a", 2, "cpus:4;mem:400", "cpus:1;mem:100"), Start);
        _root.CheckInvariants();
        Assert.Equal(ResourceSet.Parse("cpus:3;mem:300"), _root.Allocator.AvailableOf("a"));
        _root.Update(Agent("a", 3, "cpus:4;mem:400", null), Start);

        _root.CheckInvariants();
        Assert.Equal(ResourceSet.Parse("cpus:4;mem:400"), _root.Allocator.AvailableOf("a"));
    }

    [Fact]
    public void A_conversion_frees_nothing_before_the_report_that_shows_it()
    {
        var offer = OneOffer();

        _root.EndOffers([End(offer, null, 2, null) with { Converted = true }], Start);
        Assert.True(_root.Allocator.AvailableOf("a").IsEmpty);
        _root.Update(Agent("a", 2, "cpus:3;cpus(r):1;mem:400", null) with { EndedOffers = [offer.Id] }, Start);

        _root.CheckInvariants();
        Assert.Equal(ResourceSet.Parse("cpus:3;cpus(r):1;mem:400"), _root.Allocator.AvailableOf("a"));
        Assert.Empty(_root.Offers);
    }

    [Fact]
    public void An_older_report_and_a_repeated_one_change_nothing()
    {
        OneOffer();
        _root.Update(Agent("a", 5, "cpus:4;mem:400", null), Start);
        _root.Update(Agent("a", 4, "cpus:1", null), Start);
        _root.Update(Agent("a", 5, "cpus:4;mem:400", null), Start);

        Assert.Equal(ResourceSet.Parse("cpus:4;mem:400"), _root.Allocator.TotalOf("a"));
        _root.CheckInvariants();
    }

    [Fact]
    public void Offers_that_a_role_does_not_have_are_free_again_and_those_it_should_not_have_are_rescinded()
    {
        var offer = OneOffer();
        _root.Acknowledge("r", 7, offer.Batch, taken: true, Start);
        _root.Update(new RoleState("r", 7, _root.Epoch, offer.Batch) { LiveOffers = [offer.Id] }, Start);
        Assert.Single(_root.Offers);

        _root.Update(new RoleState("r", 7, _root.Epoch, offer.Batch) { LiveOffers = ["stranger"] }, Start);

        Assert.Empty(_root.Offers);
        Assert.Equal(["stranger"], _root.TakeEffects().Rescinds["r"]);
        _root.CheckInvariants();
    }

    [Fact]
    public void A_new_life_of_a_role_ends_the_offers_of_the_former_one()
    {
        var offer = OneOffer();
        _root.Acknowledge("r", 7, offer.Batch, taken: true, Start);

        _root.Update(new RoleState("r", 8, 0, 0), Start);

        Assert.Empty(_root.Offers);
        Assert.Equal(["r"], _root.TakeEffects().Probes);
        _root.CheckInvariants();
    }

    [Fact]
    public void A_rescinded_offer_is_held_until_its_role_has_answered()
    {
        var offer = OneOffer();
        Assert.Single(_root.ChooseRescinds("a", ResourceSet.Parse("cpus:1")));
        Assert.Equal([offer.Id], _root.TakeEffects().Rescinds["r"]);
        Assert.True(_root.Allocator.AvailableOf("a").IsEmpty);

        _root.Rescinded([offer.Id], Start);

        Assert.Equal(1, _root.Allocator.ActiveFilters("r"));
        Assert.Equal(ResourceSet.Parse("cpus:4;mem:400"), _root.Allocator.AvailableOf("a"));
        _root.CheckInvariants();
    }

    [Fact]
    public void A_new_estimate_of_revocable_resources_rescinds_what_was_offered_of_the_old_one()
    {
        var total = ResourceSet.FromProto(CaseResources.Parse("cpus:2;mem:64;cpus{REV}:1"));
        var greater = ResourceSet.FromProto(CaseResources.Parse("cpus:2;mem:64;cpus{REV}:3"));
        var info = Framework("f");
        info.Capabilities.Add(new FrameworkInfo.Types.Capability
        {
            Type = FrameworkInfo.Types.Capability.Types.Type.RevocableResources,
        });
        _root.Update(new DemandState(info, 1), Start);
        _root.Update(Agent("a", 1, "cpus:1", null) with { Total = total }, Start);
        var offer = Assert.Single(_root.Run(Start, periodic: false).Offers);

        _root.Update(Agent("a", 2, "cpus:1", null) with { Total = greater }, Start);

        Assert.Equal([offer.Id], _root.TakeEffects().Rescinds["r"]);
        _root.Rescinded([offer.Id], Start);
        Assert.Equal(greater, Assert.Single(_root.Run(Start, periodic: false).Offers).Resources);
        _root.CheckInvariants();
    }

    [Fact]
    public void All_offers_with_a_copy_of_a_shared_volume_are_rescinded_before_it_is_destroyed()
    {
        var total = ResourceSet.FromProto(CaseResources.Parse("cpus:2;mem:128;disk(r)[v1]<SHARED>:10"));
        foreach (var id in new[] { "f", "g" })
        {
            var info = Framework(id);
            info.OfferFilters.Add("r", new OfferFilters { MinAllocatableResources = new() });
            info.Capabilities.Add(new FrameworkInfo.Types.Capability
            {
                Type = FrameworkInfo.Types.Capability.Types.Type.SharedResources,
            });
            _root.Update(new DemandState(info, 1), Start);
        }

        _root.Update(Agent("a", 1, "cpus:1", null) with { Total = total }, Start);
        _root.Run(Start, periodic: false);
        _root.Run(Start.AddSeconds(1), periodic: true);
        Assert.Equal(2, _root.Offers.Count(offer => !offer.Resources.Shared.IsEmpty));

        Assert.Equal(2, _root.ChooseRescinds("a", total.Shared).Count);
    }

    [Fact]
    public void A_removed_framework_gives_its_offers_back_and_keeps_what_its_tasks_use()
    {
        var offer = OneOffer();
        _root.EndOffers([End(offer, "cpus:1;mem:100", 2, null)], Start);
        _root.Run(Start, periodic: true);

        _root.RemoveFramework("f");
        _root.Update(new DemandState(Framework("f"), 99), Start);

        Assert.Empty(_root.Offers);
        Assert.Equal(ResourceSet.Parse("cpus:3;mem:300"), _root.Allocator.AvailableOf("a"));
        _root.CheckInvariants();
    }

    [Fact]
    public void The_same_seed_gives_the_offers_of_the_plain_allocator()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var root = NewRoot(seed, eventDriven: false);
            var plain = new HierarchicalAllocator(new AllocatorOptions(), new Random(seed));
            var now = Start;
            for (var step = 0; step < 40; step++)
            {
                Step(random, step, root, plain, now);
                now += TimeSpan.FromSeconds(1);
                var offers = root.Run(now, periodic: true).Offers;
                var expected = plain.RunBatch(now).Offers;
                Assert.Equal(
                    expected.Select(offer => (offer.FrameworkId, offer.Role, offer.AgentId, $"{offer.Resources}")),
                    offers.Select(offer => (offer.FrameworkId, offer.Role, offer.AgentId, $"{offer.Resources}")));
                root.CheckInvariants();
            }
        }
    }

    private static void Step(Random random, int step, RootAllocation root, HierarchicalAllocator plain, DateTimeOffset now)
    {
        switch (random.Next(4))
        {
            case 0:
                var total = random.Next(2) == 0 ? "cpus:4;mem:400" : "cpus:2;mem:800;cpus(r):1";
                root.Update(Agent($"a{step}", 1, total, null), now);
                plain.AddAgent(new AgentSpec(
                    $"a{step}", new AgentAttributes("host", null, null, []), AgentCapabilities.All, ResourceSet.Parse(total)));
                break;
            case 1:
                var info = Framework($"f{step}", random.Next(2) == 0 ? "r" : "s/t");
                root.Update(new DemandState(info, 1), now);
                plain.AddFramework(new FrameworkSpec($"f{step}", [.. info.Roles]));
                break;
            default:
                TimeSpan? refusal = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 5)) : null;
                foreach (var offer in root.Offers.OrderBy(offer => offer.Id, StringComparer.Ordinal).Take(random.Next(3)).ToList())
                {
                    plain.RecoverResources(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, refusal, now);
                    root.EndOffers([new EndedOffer(offer.Id, offer.FrameworkId) { Refusal = refusal }], now);
                }

                break;
        }
    }

    private OutOffer OneOffer()
    {
        _root.Update(new DemandState(Framework("f"), 1), Start);
        _root.Update(Agent("a", 1, "cpus:4;mem:400", null), Start);
        return Assert.Single(_root.Run(Start, periodic: false).Offers);
    }

    private static RootAllocation NewRoot(int seed, bool eventDriven) => new(
        1, new RootOptions { IsEventDriven = eventDriven }, new Random(seed), new OfferNames("c"));

    private static EndedOffer End(OutOffer offer, string? used, long version, TimeSpan? refusal) =>
        new(offer.Id, offer.FrameworkId)
        {
            Used = used is null ? ResourceSet.Empty : ResourceSet.Parse(used),
            LedgerEpoch = 1,
            LedgerVersion = version,
            Refusal = refusal,
        };

    private static AgentSnapshot Agent(string id, long version, string total, string? used) => new()
    {
        Info = new AgentInfo { Id = new AgentID { Value = id }, Hostname = "host" },
        Epoch = 1,
        Version = version,
        Total = ResourceSet.Parse(total),
        Uses = used is null ? [] : [new UsedResources("f", "r", ResourceSet.Parse(used))],
        Active = true,
    };

    private static FrameworkInfo Framework(string id, string role = "r") => new()
    {
        Id = new FrameworkID { Value = id },
        Name = id,
        User = "root",
        Roles = { role },
        Capabilities =
        {
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
        },
    };
}
