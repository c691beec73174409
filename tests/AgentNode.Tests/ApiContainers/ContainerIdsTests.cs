using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.ApiContainers;

public sealed class ContainerIdsTests
{
    [Fact]
    public void An_id_is_read_from_the_outermost_container_on()
    {
        var id = Nested("a", "b", "c");
        Assert.Equal("a.b.c", ContainerIds.Text(id));
        Assert.Equal("a", ContainerIds.Root(id).Value);
        Assert.Equal(2, ContainerIds.Depth(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a\nb")]
    public void Ids_that_could_be_mistaken_are_refused(string value)
    {
        Assert.NotNull(ContainerIds.Validate(Nested(value)));
        Assert.NotNull(ContainerIds.Validate(Nested(value, "fine")));
        Assert.Null(ContainerIds.Validate(Nested("fine", "too")));
    }

    [Fact]
    public void Nobody_needs_a_hundred_levels()
        => Assert.NotNull(ContainerIds.Validate(Nested([.. Enumerable.Repeat("x", 100)])));

    private static ContainerID Nested(params string[] values)
    {
        ContainerID? id = null;
        foreach (var value in values)
        {
            id = new ContainerID { Value = value, Parent = id };
        }

        return id!;
    }
}
