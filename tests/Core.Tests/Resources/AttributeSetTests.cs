using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class AttributeSetTests
{
    [Fact]
    public void Types_are_recognised_and_order_is_kept()
    {
        var attributes = AttributeSet.Parse("rack:abc;zone:west;os:centos5;level:10;keys:[1000-1500]");
        Assert.Equal(
            [Value.Types.Type.Text, Value.Types.Type.Text, Value.Types.Type.Text, Value.Types.Type.Scalar, Value.Types.Type.Ranges],
            attributes.Select(attribute => attribute.Type));
        Assert.Equal("rack=abc; zone=west; os=centos5; level=10; keys=[1000-1500]", attributes.ToString());
        Assert.Equal(attributes, AttributeSet.FromProto(attributes.ToProto()));
    }

    [Theory]
    [InlineData("v:1.0", Value.Types.Type.Scalar)]
    [InlineData("v:v1.0", Value.Types.Type.Text)]
    [InlineData("v:a:b", Value.Types.Type.Text)]
    public void Values(string text, Value.Types.Type type) => Assert.Equal(type, Assert.Single(AttributeSet.Parse(text)).Type);

    [Theory]
    [InlineData("rack", "Invalid attribute key:value pair 'rack'")]
    [InlineData(":a", "Invalid attribute key:value pair ':a'")]
    [InlineData("a:", "Invalid attribute key:value pair 'a:'")]
    public void Malformed_pairs(string text, string message)
    {
        Assert.False(AttributeSet.TryParse(text, out _, out var error));
        Assert.Equal(message, error);
    }

    [Fact]
    public void Sets_are_refused() => Assert.Throws<FormatException>(() => AttributeSet.Parse("a:{b}"));

    [Fact]
    public void Look_ups_take_the_first()
    {
        var attributes = AttributeSet.Parse("a:x\na:1;a:y");
        Assert.Equal("x", attributes.Find("a")?.Text.Value);
        Assert.Equal(1, attributes.Find("a", Value.Types.Type.Scalar)?.Scalar.Value);
        Assert.Null(attributes.Find("b"));
        Assert.Equal(attributes, AttributeSet.Parse("a:1;a:y;a:x"));
        Assert.NotEqual(attributes, AttributeSet.Parse("a:1;a:y"));
    }
}
