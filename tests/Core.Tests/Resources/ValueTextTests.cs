using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("45.55", Value.Types.Type.Scalar)]
    [InlineData("1e3", Value.Types.Type.Scalar)]
    [InlineData(" 1 0 ", Value.Types.Type.Scalar)]
    [InlineData("[]", Value.Types.Type.Ranges)]
    [InlineData("[10000-20000, 30000-50000]", Value.Types.Type.Ranges)]
    [InlineData("{sda1}", Value.Types.Type.Set)]
    [InlineData("-1", Value.Types.Type.Text)]
    [InlineData("inf", Value.Types.Type.Text)]
    [InlineData("-inf", Value.Types.Type.Text)]
    [InlineData("infinity", Value.Types.Type.Text)]
    [InlineData("nan", Value.Types.Type.Text)]
    [InlineData("-nan", Value.Types.Type.Text)]
    [InlineData("1e999", Value.Types.Type.Text)]
    [InlineData("0x1p3", Value.Types.Type.Text)]
    [InlineData("v1.0", Value.Types.Type.Text)]
    public void Types_are_recognised(string text, Value.Types.Type expected)
    {
        Assert.True(ValueText.TryParse(text, out var value, out var error), error);
        Assert.Equal(expected, value.Type);
    }

    [Theory]
    [InlineData("", "Expecting non-empty string")]
    [InlineData("  ", "Expecting non-empty string")]
    [InlineData("[1-2", "Mismatched brackets")]
    [InlineData("a)", "Mismatched brackets")]
    [InlineData("]1-2[", "Mismatched brackets")]
    [InlineData("[1-2,3]", "Expecting one or more \"ranges\"")]
    [InlineData("[a-2]", "Expecting non-negative integers in 'a'")]
    [InlineData("a[1-2]", "Unexpected '[' found")]
    [InlineData("a{b}", "Unexpected '{' found")]
    [InlineData("4.9406564584124654e-324", "Subnormal values not supported")]
    public void Malformed_values_are_explained(string text, string message)
    {
        Assert.False(ValueText.TryParse(text, out _, out var error));
        Assert.Equal(message, error);
    }
}
