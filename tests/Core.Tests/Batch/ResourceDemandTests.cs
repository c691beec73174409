using MesosOrleans.Core.Batch;

namespace MesosOrleans.Core.Tests.Batch;

public sealed class ResourceDemandTests
{
    [Fact]
    public void ReadsItsOwnText()
    {
        var demand = ResourceDemand.Parse("cpus:0.1; mem:32;gpus:1");
        Assert.Equal([new("cpus", 100), new("mem", 32_000), new("gpus", 1000)], demand.Thousandths);
        Assert.Equal("cpus:0.1;mem:32;gpus:1", demand.ToString());
    }

    [Theory]
    [InlineData("", "no resources")]
    [InlineData("cpus", "not of the form name:amount")]
    [InlineData(":1", "not of the form name:amount")]
    [InlineData("cpus:-1", "must be a number above 0")]
    [InlineData("cpus:0", "must be a number above 0")]
    [InlineData("cpus:NaN", "must be a number above 0")]
    [InlineData("cpus:1e300", "must be a number above 0")]
    [InlineData("cpus:1;cpus:2", "given twice")]
    public void SaysWhatIsWrong(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => ResourceDemand.Parse(text)).Message, StringComparison.Ordinal);
}
