using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>A129, A130, A126: when roles have nodes, and what they count.</summary>
public sealed class RoleTreeTests
{
    private static readonly string[] Path = ["a", "a/b", "a/b/c"];

    [Fact]
    public void Weight_makes_and_removes_nodes()
    {
        var tree = new RoleTree();

        tree.UpdateWeight("a/b/c", 2);
        Assert.Equal(Path, Names(tree));

        tree.UpdateWeight("a/b/c", 1);
        Assert.Empty(tree.Nodes);
    }

    [Fact]
    public void Quota_makes_and_removes_nodes()
    {
        var tree = new RoleTree();

        tree.UpdateQuota("a/b/c", new QuotaAmounts([1000], []));
        Assert.Equal(Path, Names(tree));

        tree.UpdateQuota("a/b/c", QuotaAmounts.Default);
        Assert.Empty(tree.Nodes);
        Assert.Empty(tree.WithQuota);
    }

    [Fact]
    public void Reservation_is_visible_on_all_ancestors()
    {
        var tree = new RoleTree();

        tree.ChangeReservations("a/b/c", [1000], 1);
        Assert.Equal(Path, Names(tree));
        Assert.All(tree.Nodes, node => Assert.Equal(1000, node.Reservations[0]));

        tree.ChangeReservations("a/b/c", [1000], -1);
        Assert.Empty(tree.Nodes);
    }

    [Fact]
    public void Framework_makes_and_removes_nodes()
    {
        var tree = new RoleTree();

        tree.TrackFramework("a/b/c");
        tree.TrackFramework("a/b");
        tree.UntrackFramework("a/b/c");
        Assert.Equal(["a", "a/b"], Names(tree));

        tree.UntrackFramework("a/b");
        Assert.Empty(tree.Nodes);
    }

    [Fact]
    public void Reserved_ports_alone_make_no_node()
    {
        var allocator = new HierarchicalAllocator(new AllocatorOptions(), new Random(1));
        foreach (var id in new[] { "a1", "a2" })
        {
            allocator.AddAgent(new AgentSpec(
                id, new AgentAttributes(id, null, null, []), AgentCapabilities.All,
                ResourceSet.Parse("ports(role):[1-5]")));
        }

        Assert.Null(allocator.Roles.Find("role"));
        allocator.RemoveAgent("a1");
        allocator.RemoveAgent("a2");
        Assert.Empty(allocator.Roles.Nodes);
        Assert.True(allocator.Metrics().Total.IsEmpty);
    }

    [Fact]
    public void Role_view_counts_allocated_offered_reserved_and_consumed()
    {
        var use = RoleUse.Of("role",
        [
            Agent("cpus(role):1;mem(role):10", "cpus(role):1;mem(role):10", ""),
            Agent("cpus:10;mem:100", "cpus:10;mem:100", ""),
            Agent(
                "cpus(role):100;mem(role):1000;ports(role):[1-100]", "",
                "cpus(role):100;mem(role):1000;ports(role):[1-100]"),
            Agent("cpus:1000;mem:10000;ports:[1-1000]", "", "cpus:1000;mem:10000;ports:[1-1000]"),
        ]);

        Assert.Equal("cpus:11; mem:110", use.Allocated.ToString());
        Assert.Equal("cpus:1100; mem:11000; ports:1100", use.Offered.ToString());
        Assert.Equal("cpus:101; mem:1010; ports:100", use.Reserved.ToString());
        Assert.Equal("cpus:111; mem:1110; ports:100", use.Consumed.ToString());
    }

    private static AgentRoleUse Agent(string total, string allocated, string offered) => new(
        ResourceSet.Parse(total), Parse(allocated), Parse(offered));

    private static ResourceSet Parse(string text) =>
        text.Length == 0 ? ResourceSet.Empty : ResourceSet.Parse(text).Allocate("role");

    private static IEnumerable<string> Names(RoleTree tree) =>
        tree.Nodes.Select(node => node.Path).Order(StringComparer.Ordinal);
}
