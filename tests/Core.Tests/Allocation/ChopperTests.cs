using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Cycle;
using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>What is cut off when there are several records of a name.</summary>
public sealed class ChopperTests
{
    [Fact]
    public void Which_disks_are_kept_depends_on_the_seed_only_not_on_the_order_in_which_they_came_back()
    {
        var kept = Enumerable.Range(0, 20).Select(seed =>
        {
            var one = Chop("cpus:1;disk[MOUNT:/m1]:10;disk[MOUNT:/m2]:10;disk[MOUNT:/m3]:10", seed);
            Assert.True(one.Equals(Chop("disk[MOUNT:/m3]:10;disk[MOUNT:/m1]:10;cpus:1;disk[MOUNT:/m2]:10", seed)));
            return one;
        }).Distinct().ToList();

        Assert.Equal(3, kept.Count);
    }

    private static ResourceSet Chop(string resources, int seed)
    {
        var names = new ScalarNames();
        var views = new ResourceViews(names);
        var amounts = new ScalarVector();
        amounts[names.Intern("cpus")] = 1000;
        amounts[names.Intern("disk")] = 10_000;
        return new Chopper(views, new Random(seed))
            .ToAmounts(views.Of(ResourceSet.FromProto(CaseResources.Parse(resources))), amounts.Amounts).Set;
    }
}
