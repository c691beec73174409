using MesosOrleans.Core.Resources;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourceSetTests
{
    [Theory]
    [InlineData("cpus:1;mem:5", "cpus:1", true)]
    [InlineData("cpus(role1):2", "cpus:1", false)]
    [InlineData("cpus:1", "cpus:1.001", false)]
    [InlineData("ports:[1-10]", "ports:[2-3,9-10]", true)]
    [InlineData("ports:[1-10]", "ports:[10-11]", false)]
    [InlineData("bag:{a,b}", "bag:{b}", true)]
    [InlineData("cpus:1", "", true)]
    [InlineData("", "cpus:1", false)]
    public void Contains(string left, string right, bool expected) =>
        Assert.Equal(expected, Samples.Set(left).Contains(Samples.Set(right)));

    [Fact]
    public void Mounts_exist_only_as_a_whole_and_paths_divide()
    {
        var mount20 = Samples.Disk(20, source: SourceType.Mount, root: "/m");
        var mount10 = Samples.Disk(10, source: SourceType.Mount, root: "/m");
        Assert.False(ResourceSet.Of(mount20).Contains(mount10));
        Assert.Equal(2, ResourceSet.Of(mount10, mount10).Count);
        Assert.Equal(ResourceSet.Of(mount20), ResourceSet.Of(mount20) - mount10);
        Assert.Empty(ResourceSet.Of(mount20) - mount20);

        var path10 = Samples.Disk(10, source: SourceType.Path, root: "/p");
        var path20 = Samples.Disk(20, source: SourceType.Path, root: "/p");
        Assert.True(ResourceSet.Of(path20).Contains(ResourceSet.Of(path10, path10)));
        Assert.Equal(2, ResourceSet.Of(path10, Samples.Disk(10, source: SourceType.Path, root: "/q")).Count);

        Assert.Single(ResourceSet.Of(Samples.Disk(1, source: SourceType.Raw), Samples.Disk(1, source: SourceType.Raw)));
        Assert.Equal(2, ResourceSet.Of(
            Samples.Disk(1, source: SourceType.Raw, sourceId: "x"), Samples.Disk(1, source: SourceType.Raw, sourceId: "x")).Count);
    }

    [Fact]
    public void A_volume_is_neither_added_to_nor_split()
    {
        var volume = Samples.Disk(64, "r", id: "id1");
        var set = ResourceSet.Of(volume);
        Assert.False(set.Contains(ResourceSet.Of(volume, volume)));
        Assert.True(ResourceSet.Of(volume, volume).Contains(ResourceSet.Of(volume, volume)));
        Assert.Equal(set, ResourceSet.Of(volume, volume) - volume);
        Assert.Equal(set, set - Samples.Disk(32, "r", id: "id1"));
        Assert.Empty(set - Samples.Disk(64, "r", id: "id1", path: "elsewhere", principal: "p"));
        Assert.False(set.Contains(Samples.Disk(64, "r")));
    }

    [Fact]
    public void Shared_volumes_are_counted_and_never_summed()
    {
        var volume = Samples.Disk(50, "r", id: "id1", shared: true);
        var one = ResourceSet.Of(volume);
        var two = one + one;
        Assert.Equal(2, Assert.Single(two).SharedCount);
        Assert.Equal(50, two.Disk);
        Assert.Equal("disk(reservations: [(STATIC,r)])[id1:path1]<SHARED>:50<2>", two.ToString());
        Assert.True((two - one).Contains(one));
        Assert.False(one.Contains(two));
        Assert.NotEqual(one, two);
        Assert.Empty(one - two);
        Assert.Equal(2, two.CountOf(volume));
        Assert.Single(two.ToProto());

        var own = ResourceSet.Of(Samples.Disk(50, "r", id: "id1"));
        Assert.False(one.Contains(own));
        Assert.False(own.Contains(one));
        Assert.Equal(100, (one + own).Disk);
    }

    [Fact]
    public void Allocation_and_revocability_and_provider_keep_apart()
    {
        var plain = Samples.Set("cpus:1");
        Assert.False(plain.Allocate("r1").Contains(plain));
        Assert.False(plain.Allocate("r1").Contains(plain.Allocate("r2")));
        Assert.Equal(2, (plain.Allocate("r1") + plain.Allocate("r2")).Count);
        Assert.Equal(Samples.Set("cpus:2"), (plain.Allocate("r1") + plain.Allocate("r2")).Unallocate());
        Assert.Equal(plain.Allocate("r2"), plain.Allocate("r1").Allocate("r2"));

        var record = plain[0];
        var revocable = record.WithKey(record.Key.WithRevocable(true));
        var provided = record.WithKey(record.Key.WithProvider("p"));
        Assert.Equal(3, ResourceSet.Of(record, revocable, provided).Count);
        Assert.Equal("cpus{REV}:1", ResourceSet.Of(record, revocable).Revocable.ToString());
        Assert.Equal(plain, ResourceSet.Of(record, revocable).NonRevocable);
    }

    [Fact]
    public void Subtraction_never_fails_and_never_goes_below_nothing()
    {
        Assert.Empty(Samples.Set("cpus:1") - Samples.Set("cpus:2"));
        var set = Samples.Set("cpus:1");
        Assert.Same(set, set - Samples.Set("mem:1;cpus(r):1"));
        Assert.Equal(Samples.Set("bag:{a}"), Samples.Set("bag:{a,b}") - Samples.Set("bag:{b,c}"));
    }

    [Fact]
    public void Equality_knows_no_order()
    {
        Assert.Equal(Samples.Set("cpus:1;bag:{a,b};ports:[1-2]"), Samples.Set("ports:[2-2,1-1];bag:{b,a};cpus:1"));
        Assert.Equal(
            Samples.Set("cpus:1;bag:{a,b};mem:3").GetHashCode(), Samples.Set("mem:3;bag:{b,a};cpus:1").GetHashCode());
    }

    [Fact]
    public void Reservations_with_other_makers_stay_apart()
    {
        var record = Samples.One("cpus:1");
        var a = record.PushReservation(Samples.Dynamic("r", "p1"));
        var b = record.PushReservation(Samples.Dynamic("r", "p2"));
        Assert.Equal(2, ResourceSet.Of(a, b).Count);
        Assert.Equal("cpus(reservations: [(DYNAMIC,r,p1)]):2", ResourceSet.Of(a, a).ToString());
        Assert.Equal(Samples.Set("cpus:2"), ResourceSet.Of(a, b).PopReservation());
    }

    [Fact]
    public void Views()
    {
        var set = Samples.Set("cpus(a):1;cpus(a/b):2;cpus:4;cpus(ab):8;ports:[1-4]");
        Assert.Equal(1, set.Reserved("a").Cpus);
        Assert.Equal(11, set.Reserved().Cpus);
        Assert.Equal(4, set.Unreserved.Cpus);
        Assert.Equal(7, set.AllocatableTo("a/b").Cpus);
        Assert.Equal(5, set.AllocatableTo("a").Cpus);
        Assert.Equal(4, set.AllocatableTo("*").Cpus);
        Assert.Equal(3, set.ReservedToRoleSubtree("a").Cpus);
        Assert.Equal(3, set.Allocate("a/b").AllocatedToRoleSubtree("a").ReservedToRoleSubtree("a").Cpus);
        Assert.Equal(15, Assert.Single(set.ToUnreserved().Scalars).Value);
        Assert.Equal(["a", "a/b", "ab"], set.Reservations().Keys.Order());
        Assert.Equal(set.Allocate("x"), Assert.Single(set.Allocate("x").Allocations()).Value);
        Assert.Throws<InvariantViolationException>(() => set.Allocations());
        Assert.Equal(["cpus", "ports"], set.Names);
        Assert.Null(set.GetScalar("mem"));
        Assert.Equal("cpus:15; ports:4", set.Quantities.ToString());
        Assert.Equal("cpus:15", set.ScalarQuantities.ToString());
        Assert.Equal("disk:10", (Samples.Set("disk(a):5") + Samples.Set("disk:5")).ToUnreserved().ToString());
    }

    [Fact]
    public void Large_sets_behave_like_small_ones()
    {
        var records = Enumerable.Range(0, 500)
            .Select(i => Samples.One("cpus:1").PushReservation(Samples.Dynamic($"r{i % 250}")))
            .Concat(Enumerable.Range(0, 100).Select(i => Samples.Disk(i + 1, "r", id: $"id{i}")))
            .ToArray();
        var set = ResourceSet.Of(records);
        Assert.Equal(350, set.Count);
        Assert.Equal(500, set.Cpus);
        Assert.True(set.Contains(set.Where(record => record.Milli == 2000)));
        var half = ResourceSet.Of(records.AsSpan(0, 250));
        Assert.Equal(250, (set - half).Cpus);
        Assert.Equal(set, set - half + half);
        Assert.Empty(set - set);
    }

    [Fact]
    public void Find_prefers_the_role_then_the_unreserved_then_any()
    {
        var set = Samples.Set("cpus(role1):3;mem(role1):64;cpus:1;cpus(role2):4");
        Assert.Equal(Samples.Set("cpus(role1):3;cpus:1"), set.Find(Samples.Set("cpus(role1):4")));
        Assert.Equal(Samples.Set("cpus:1"), set.Find(Samples.Set("cpus:1")));
        Assert.Equal(Samples.Set("cpus:1;cpus(role1):1"), set.Find(Samples.Set("cpus:2")));
        Assert.Null(set.Find(Samples.Set("cpus:9")));
        Assert.Null(set.Find(Samples.Set("mem:65")));
        Assert.Equal(Samples.Set("ports:[1-2];ports(a):[3-3]"), Samples.Set("ports:[1-2];ports(a):[3-9]").Find(Samples.Set("ports:[1-3]")));
    }

    [Theory]
    [InlineData("cpus:2;mem:20", "cpus:1;mem:10", "cpus:1;mem:10", "cpus:1;mem:10")]
    [InlineData("cpus:2;mem:20", "cpus:1", "cpus:1", "cpus:1;mem:20")]
    [InlineData("cpus:1", "", "", "cpus:1")]
    public void Shrink(string input, string target, string quantities, string limits)
    {
        var set = Samples.Set(input);
        Assert.Equal(Samples.Set(quantities), set.ShrinkTo(ResourceQuantities.Parse(target), new Random(1)));
        Assert.Equal(Samples.Set(limits), set.ShrinkTo(ResourceLimits.Parse(target), new Random(1)));
    }

    [Fact]
    public void Shrink_drops_what_cannot_be_cut_and_chooses_at_random()
    {
        var mount = Samples.Disk(20, source: SourceType.Mount, root: "/m");
        Assert.Empty(ResourceSet.Of(mount).ShrinkTo(ResourceQuantities.Parse("disk:10"), new Random(1)));
        Assert.Empty(ResourceSet.Of(mount).ShrinkTo(ResourceLimits.Parse("disk:10"), new Random(1)));

        var set = ResourceSet.Of(Samples.Disk(10), Samples.Disk(10, source: SourceType.Mount, root: "/m"));
        var random = new Random(1);
        var outcomes = Enumerable.Range(0, 100)
            .Select(_ => set.ShrinkTo(ResourceQuantities.Parse("disk:10"), random).ToString()).Distinct().Order();
        Assert.Equal(["disk:10", "disk[MOUNT:/m]:10"], outcomes);
        Assert.Throws<InvariantViolationException>(
            () => Samples.Set("ports:[1-9]").ShrinkTo(ResourceQuantities.Parse("ports:2"), random));
    }

    [Fact]
    public void Contains_quantities()
    {
        Assert.True(Samples.Set("cpus(role1):2;cpus:1").Contains(ResourceQuantities.Parse("cpus:3")));
        Assert.False(Samples.Set("ports:[1-10]").Contains(ResourceQuantities.Parse("ports:12")));
        Assert.True(Samples.Set("ports:[1-10]").Contains(ResourceQuantities.Parse("ports:10")));
        var shared = ResourceSet.Of(Samples.Disk(64, "r", id: "a", shared: true)) + Samples.Set("disk:64");
        Assert.True(shared.Contains(ResourceQuantities.Parse("disk:128")));
        Assert.True(Samples.Set("").Contains(ResourceQuantities.Empty));
    }

    [Theory]
    [InlineData("foo,foo/bar", "foo", "foo")]
    [InlineData("foo,foo/bar", "foo,foo/baz", "foo")]
    [InlineData("foo", "", "")]
    [InlineData("foo", "bar", "")]
    public void Common_ancestor(string left, string right, string expected) =>
        Assert.Equal(Stack(expected), ReservationStack.CommonAncestor(Stack(left), Stack(right)));

    private static ReservationStack Stack(string roles) => ReservationStack.Of(
        [.. roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(role => Samples.Dynamic(role))]);
}
