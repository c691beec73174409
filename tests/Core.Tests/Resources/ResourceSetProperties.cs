using CsCheck;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourceSetProperties
{
    private static readonly Gen<(ResourceSet A, ResourceSet B)> GenPair = Gen.Select(ResourceGenerators.Any, ResourceGenerators.Any);

    [Fact]
    public void Sums_know_no_order() => GenPair.Sample((a, b) => (a + b).Equals(b + a));

    [Fact]
    public void Sums_group_as_they_like() => Gen.Select(GenPair, ResourceGenerators.Any)
        .Sample((pair, c) => (pair.A + pair.B + c).Equals(pair.A + (pair.B + c)));

    [Fact]
    public void What_was_added_can_be_taken_away() =>
        Gen.Select(ResourceGenerators.Scalars, ResourceGenerators.Scalars).Sample((a, b) => (a + b - b).Equals(a));

    [Fact]
    public void A_sum_contains_its_parts() => GenPair.Sample((a, b) => (a + b).Contains(a) && (a + b).Contains(b));

    [Fact]
    public void Taking_away_a_part_and_giving_it_back_changes_nothing() => GenPair.Sample((a, b) =>
    {
        var whole = a + b;
        Assert.Equal(whole, whole - b + b);
        Assert.Empty(whole - whole);
    });

    [Fact]
    public void Nothing_is_empty_or_unmerged() => GenPair.Sample((a, b) =>
    {
        foreach (var set in new[] { a + b, a - b, (a + b).ToUnreserved(), (a + b).Unallocate() })
        {
            Assert.DoesNotContain(set, record => record.IsEmpty);
            for (var i = 0; i < set.Count; i++)
            {
                Assert.DoesNotContain(set.Take(i), record => record.IsAddableTo(set[i]));
            }
        }
    });

    [Fact]
    public void Containment_and_difference_agree() => GenPair.Sample((a, b) =>
    {
        if (a.Contains(b))
        {
            Assert.Equal(a, a - b + b);
            Assert.True(a.Contains(b.Quantities));
        }
    });

    [Fact]
    public void Quantities_of_scalars_add_up() => Gen.Select(ResourceGenerators.Scalars, ResourceGenerators.Scalars)
        .Sample((a, b) => (a + b).Quantities == a.Quantities + b.Quantities);

    [Fact]
    public void Shrinking_gives_part_of_the_whole() => Gen.Select(ResourceGenerators.Scalars, ResourceGenerators.Scalars, Gen.Int)
        .Sample((a, b, seed) =>
        {
            var part = a.ShrinkTo(b.Quantities, new Random(seed));
            Assert.True(a.Contains(part));
            Assert.True(b.Quantities.Contains(part.Quantities));
            Assert.Equal(a, a.ShrinkTo(a.Quantities, new Random(seed)));
        });

    [Fact]
    public void What_is_found_is_part_of_the_whole() => Gen.Select(ResourceGenerators.Scalars, ResourceGenerators.Scalars)
        .Sample((a, b) =>
        {
            var found = a.Find(b);
            if (found is not null)
            {
                Assert.True(a.Contains(found));
                Assert.Equal(b.Quantities, found.Quantities);
            }
            else
            {
                Assert.False(a.Quantities.Contains(b.Quantities));
            }
        });

    [Fact]
    public void Messages_in_post_and_endpoint_format_give_the_same_back() => ResourceGenerators.Any.Sample(set =>
    {
        var single = ResourceSet.Of([.. set]);
        Assert.Equal(single.NonShared, ResourceSet.FromProto(set.NonShared.ToProto()));
        Assert.Equal(single.NonShared, ResourceSet.FromProto(set.NonShared.ToProto(ResourceFormat.Endpoint)));
        Assert.Null(ResourceValidator.Validate(set.ToProto(ResourceFormat.Endpoint)));
    });

    [Fact]
    public void Messages_in_pre_format_give_the_same_back() => ResourceGenerators.Any.Sample(set =>
    {
        var plain = set.NonShared.Where(record => !record.Reservations.IsRefined);
        Assert.Equal(plain, ResourceSet.FromProto(plain.ToProto(ResourceFormat.Pre)));
    });

    [Fact]
    public void Printed_text_reads_back() => ResourceGenerators.Any.Sample(set =>
    {
        var plain = set.Where(record => !record.IsReserved && record.Disk is null && !record.IsRevocable).Unallocate();
        Assert.Equal(plain, ResourceSet.Parse(plain.IsEmpty ? string.Empty : plain.ToString()));
    });
}
