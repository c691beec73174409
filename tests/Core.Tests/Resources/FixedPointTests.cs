using CsCheck;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class FixedPointTests
{
    [Theory]
    [InlineData(1.5011, 1.501)]
    [InlineData(1.5015, 1.502)]
    [InlineData(0.00001, 0)]
    [InlineData(-1.5015, -1.502)]
    public void Values_are_rounded_to_thousandths(double value, double expected) =>
        Assert.Equal(expected, FixedPoint.ToDouble(FixedPoint.FromDouble(value)));

    [Theory]
    [InlineData(1.2345, "1.235")]
    [InlineData(1.2344, "1.234")]
    [InlineData(99999999999.9994, "99999999999.999")]
    [InlineData(1, "1")]
    [InlineData(0.5, "0.5")]
    [InlineData(-0.25, "-0.25")]
    [InlineData(20, "20")]
    public void Values_are_printed_short(double value, string expected) =>
        Assert.Equal(expected, FixedPoint.Format(FixedPoint.FromDouble(value)));

    [Fact]
    public void Adding_and_removing_does_not_drift()
    {
        var set = Samples.Set("cpus:1.001");
        var more = Samples.Set("cpus:1.001");
        for (var i = 0; i < 100_000; i++)
        {
            set += more;
        }

        for (var i = 0; i < 100_000; i++)
        {
            set -= more;
        }

        Assert.Equal(1.001, set.Cpus);
    }

    [Fact]
    public void Every_amount_survives_the_wire() =>
        Gen.Long[0, 1_000_000_000_000].Sample(milli => FixedPoint.FromDouble(FixedPoint.ToDouble(milli)) == milli);

    [Fact]
    public void Sums_saturate()
    {
        Assert.Equal(long.MaxValue, FixedPoint.Add(long.MaxValue, 1));
        Assert.Equal(long.MinValue, FixedPoint.Add(long.MinValue, -1));
        Assert.Equal(long.MaxValue, FixedPoint.FromCount(ulong.MaxValue));
    }
}
