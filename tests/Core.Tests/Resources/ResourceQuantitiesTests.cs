using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourceQuantitiesTests
{
    [Theory]
    [InlineData("a:1;b:2", "a:1; b:2")]
    [InlineData(" mem : 20 ; cpus : 1.5 ; cpus:0.5 ; zoo:1 ; gpus:0", "cpus:2; mem:20; zoo:1")]
    [InlineData("", "{}")]
    public void Parse(string text, string expected) => Assert.Equal(expected, ResourceQuantities.Parse(text).ToString());

    [Theory]
    [InlineData("a1", "Failed to parse 'a1': missing or extra ':'")]
    [InlineData("a:1:2", "Failed to parse 'a:1:2': missing or extra ':'")]
    [InlineData("a:[1-2]", "Failed to parse '[1-2]' to quantity: only scalar values are allowed")]
    [InlineData("a:x", "Failed to parse 'x' to quantity: only scalar values are allowed")]
    [InlineData("a:-1", "Failed to parse '-1' to quantity: negative values are not allowed")]
    public void Parse_errors(string text, string message)
    {
        Assert.False(ResourceQuantities.TryParse(text, out _, out var error));
        Assert.Equal(message, error);
    }

    [Fact]
    public void Algebra()
    {
        var a = ResourceQuantities.Parse("cpus:2;x:1;mem:5");
        var b = ResourceQuantities.Parse("cpus:2;mem:1;y:9;x:0.5");
        Assert.Equal("cpus:4; mem:6; x:1.5; y:9", (a + b).ToString());
        Assert.Equal("mem:4; x:0.5", (a - b).ToString());
        Assert.True((a + b).Contains(a));
        Assert.False(a.Contains(b));
        Assert.Equal(a, a + b - b);
        Assert.True(a == ResourceQuantities.Parse("mem:5;x:1;cpus:2"));
        Assert.Equal(a.GetHashCode(), ResourceQuantities.Parse("mem:5;x:1;cpus:2").GetHashCode());
        Assert.True(a != b);
        Assert.Equal(0, a["nothing"]);
        Assert.Equal(2000, a["cpus"]);
    }

    [Fact]
    public void A_copy_is_not_changed_with_its_original()
    {
        var a = ResourceQuantities.Parse("x:1;z:2");
        var b = a + ResourceQuantities.Parse("x:1;y:1");
        Assert.Equal("x:1; z:2", a.ToString());
        Assert.Equal("x:2; y:1; z:2", b.ToString());
        Assert.Equal("z:2", (b - ResourceQuantities.Parse("x:5;y:5")).ToString());
    }

    [Fact]
    public void Of_resources()
    {
        var set = Samples.Set("cpus(r):1;cpus:2;ports:[1-10];bag:{a,b}");
        Assert.Equal("bag:2; cpus:3; ports:10", ResourceQuantities.FromResources(set).ToString());
        Assert.Throws<InvariantViolationException>(() => ResourceQuantities.FromScalars(set));
        Assert.Equal("cpus:3", ResourceQuantities.FromScalars(set.Scalars).ToString());
    }

    [Fact]
    public void Limits()
    {
        var limits = ResourceLimits.Parse("cpus:2;mem:0;x:5");
        Assert.Equal("cpus:2; mem:0; x:5", limits.ToString());
        Assert.Null(limits["disk"]);
        Assert.Equal(0, limits["mem"]);
        Assert.Equal("cpus:0; mem:0; x:4", (limits - ResourceQuantities.Parse("cpus:3;x:1;disk:7")).ToString());
        Assert.True(limits.Contains(ResourceQuantities.Parse("cpus:2;disk:100")));
        Assert.False(limits.Contains(ResourceQuantities.Parse("mem:1")));
        Assert.True(ResourceLimits.Empty.Contains(limits));
        Assert.False(limits.Contains(ResourceLimits.Empty));
        Assert.True(limits.Contains(ResourceLimits.Parse("cpus:1;mem:0;x:5;y:1")));
        Assert.False(limits.Contains(ResourceLimits.Parse("cpus:3;mem:0;x:5")));
        Assert.False(ResourceLimits.TryParse("a:1;a:2", out _, out var error));
        Assert.EndsWith("to limit: duplicate names are not allowed", error, StringComparison.Ordinal);
        Assert.False(ResourceLimits.TryParse("a:-2", out _, out error));
        Assert.Equal("Failed to parse '-2' to limit: negative values are not allowed", error);
    }
}
