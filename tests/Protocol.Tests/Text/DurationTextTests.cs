using CsCheck;
using MesosOrleans.Protocol.Text;

namespace MesosOrleans.Protocol.Tests.Text;

public sealed class DurationTextTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(0, "0ns")]
    [InlineData(5 * Second, "5secs")]
    [InlineData(60 * Second, "1mins")]
    [InlineData(90 * Second, "90secs")]
    [InlineData(900 * Second, "15mins")]
    [InlineData(604_800 * Second, "1weeks")]
    [InlineData(864_000 * Second, "10days")]
    [InlineData(Second / 2, "500ms")]
    [InlineData(-5 * Second, "-5secs")]
    public void DurationsAreWrittenAsMesosWritesThem(long nanoseconds, string text)
    {
        Assert.Equal(text, DurationText.Format(nanoseconds));
        Assert.True(DurationText.TryParse(text, out long parsed, out _));
        Assert.Equal(nanoseconds, parsed);
    }

    [Theory]
    [InlineData("1.5hrs", 5400)]
    [InlineData("2days", 172_800)]
    [InlineData("1e", null)]
    [InlineData("5", null)]
    [InlineData("secs", null)]
    [InlineData("5 secs", null)]
    [InlineData("1.2.3secs", null)]
    [InlineData("99999999999999weeks", null)]
    public void DurationsAreReadOrRefusedWithAReason(string text, int? seconds)
    {
        Assert.Equal(seconds is not null, DurationText.TryParse(text, out TimeSpan duration, out var error));
        Assert.Equal(seconds is null, error is not null);
        Assert.Equal(TimeSpan.FromSeconds(seconds ?? 0), duration);
    }

    [Fact]
    public void WholeSecondsSurvive() =>
        Gen.Int[0, 100_000_000].Sample(
            seconds =>
            {
                Assert.True(DurationText.TryParse(DurationText.Format(seconds * Second), out long parsed, out _));
                // The text carries 15 significant digits at least.
                Assert.InRange(Math.Abs(parsed - (seconds * Second)), 0, 1000);
            },
            iter: 2000);
}
