using CsCheck;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ValueRangesTests
{
    private static readonly Gen<ValueRange[]> GenRanges =
        Gen.Select(Gen.ULong[0, 40], Gen.ULong[0, 6]).Select((begin, length) => new ValueRange(begin, begin + length)).Array[0, 8];

    [Theory]
    [InlineData("[4-6,6-8,5-9,3-4,2-5,4-6,1-1,10-10,4-6]", "[1-10]")]
    [InlineData("[1-4,4-5,7-8,8-10]", "[1-5, 7-10]")]
    [InlineData("[4-6,7-7,9-10,9-11]", "[4-7, 9-11]")]
    public void Intervals_are_brought_into_canonical_form(string text, string expected) =>
        Assert.Equal(expected, Of(text).ToString());

    [Theory]
    [InlineData("[3-5,7-8]", "[6-6]", "[3-8]")]
    [InlineData("[1-4,9-10,20-22,26-30]", "[5-8,23-25]", "[1-10, 20-30]")]
    public void Sums(string left, string right, string expected) => Assert.Equal(expected, (Of(left) + Of(right)).ToString());

    [Theory]
    [InlineData("[3-8]", "[5-6]", "[3-4, 7-8]")]
    [InlineData("[3-8]", "[1-3]", "[4-8]")]
    [InlineData("[3-8]", "[5-10]", "[3-4]")]
    [InlineData("[3-8]", "[1-10]", "[]")]
    [InlineData("[3-8]", "[9-10]", "[3-8]")]
    public void Differences(string left, string right, string expected) =>
        Assert.Equal(expected, (Of(left) - Of(right)).ToString());

    [Fact]
    public void The_ends_of_the_number_line_do_not_wrap()
    {
        var all = ValueRanges.Of(new ValueRange(0, ulong.MaxValue));
        Assert.Equal(all, all + ValueRanges.Of(new ValueRange(5, 6)));
        Assert.Equal("[1-18446744073709551614]", (all - ValueRanges.Of(new(0, 0), new(ulong.MaxValue, ulong.MaxValue))).ToString());
        Assert.Equal(ulong.MaxValue, all.Size);
        Assert.Equal("[0-1]", ValueRanges.Of(new(1, 1), new(0, 0)).ToString());
    }

    [Fact]
    public void Operations_agree_with_sets_of_numbers() => Gen.Select(GenRanges, GenRanges).Sample((a, b) =>
    {
        var (left, right) = (ValueRanges.Of(a), ValueRanges.Of(b));
        var (l, r) = (Numbers(left), Numbers(right));
        AssertNumbers(a.SelectMany(Numbers), left);
        AssertNumbers(l.Union(r), left + right);
        AssertNumbers(l.Except(r), left - right);
        Assert.Equal(r.All(l.Contains), left.Contains(right));
        Assert.Equal((ulong)l.Count, left.Size);
    });

    private static void AssertNumbers(IEnumerable<ulong> expected, ValueRanges actual)
    {
        Assert.Equal(expected.Distinct().Order(), Numbers(actual).Order());
        for (var i = 1; i < actual.Count; i++)
        {
            Assert.True(actual[i].Begin > actual[i - 1].End + 1, $"{actual} is not canonical");
        }
    }

    private static HashSet<ulong> Numbers(ValueRanges ranges) => [.. ranges.SelectMany(Numbers)];

    private static IEnumerable<ulong> Numbers(ValueRange range)
    {
        for (var number = range.Begin; number <= range.End; number++)
        {
            yield return number;
        }
    }

    private static ValueRanges Of(string text)
    {
        Assert.True(ValueText.TryParse(text, out var value, out var error), error);
        return ResourceCodec.RangesOf(value.Ranges);
    }
}
