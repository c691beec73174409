using CsCheck;
using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.Tests.Recovery;

public sealed class SafePathComponentTests
{
    [Theory]
    [InlineData("task-1_a.b", "task-1_a.b")]
    [InlineData("..", "%2E%2E")]
    [InlineData(".", "%2E")]
    [InlineData("", "%")]
    [InlineData("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd")]
    [InlineData("a b%c", "a%20b%25c")]
    [InlineData("é", "%C3%A9")]
    public void Odd_characters_are_escaped(string id, string expected)
        => Assert.Equal(expected, SafePathComponent.Escape(id));

    [Fact]
    public void Any_id_is_one_component_of_bounded_length() => Gen.String[0, 400].Sample(id =>
    {
        var escaped = SafePathComponent.Escape(id);
        Assert.InRange(escaped.Length, 1, SafePathComponent.LengthMax);
        Assert.DoesNotContain('/', escaped);
        Assert.DoesNotContain('\0', escaped);
        Assert.NotEqual("..", escaped);
        Assert.NotEqual(".", escaped);
    });

    [Fact]
    public void Long_ids_that_differ_at_the_end_stay_apart()
    {
        var id = new string('x', 300);
        Assert.NotEqual(SafePathComponent.Escape(id + "a"), SafePathComponent.Escape(id + "b"));
    }
}
