using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Protocol.Tests.Ids;

public sealed class IdTests
{
    [Theory]
    [InlineData("task 1", null)]
    [InlineData("a.b", null)]
    [InlineData("", "ID must not be empty")]
    [InlineData(".", "'.' is disallowed")]
    [InlineData("..", "'..' is disallowed")]
    [InlineData("a/b", "'a/b' contains invalid characters")]
    [InlineData("a\\b", "'a\\b' contains invalid characters")]
    [InlineData("a\u0001", "'a\u0001' contains invalid characters")]
    public void IdsFollowTheRules(string id, string? error) => Assert.Equal(error, IdRules.Validate(id));

    [Fact]
    public void LengthIsCountedInBytes()
    {
        Assert.Null(IdRules.Validate(new string('a', 255)));
        Assert.Equal("ID must not be greater than 255 characters", IdRules.Validate(new string('a', 256)));
        Assert.Equal("ID must not be greater than 255 characters", IdRules.Validate(new string('é', 128)));
    }

    [Fact]
    public void ContainerIdsAreStricterAndParentsCount()
    {
        Assert.Null(IdRules.Validate(new ContainerID { Value = "a", Parent = new ContainerID { Value = "b" } }));
        Assert.NotNull(IdRules.Validate(new ContainerID { Value = "a.b" }));
        Assert.NotNull(IdRules.Validate(new ContainerID { Value = "a b" }));
        Assert.NotNull(IdRules.Validate(new ContainerID { Value = new string('a', 243) }));
        Assert.StartsWith(
            "'ContainerID.parent' is invalid: ",
            IdRules.Validate(new ContainerID { Value = "a", Parent = new ContainerID { Value = "" } }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void GeneratedIdsHaveTheFormsOfMesos()
    {
        Assert.Equal("c-0000", IdFactory.FrameworkId("c", 0));
        Assert.Equal("c-12345", IdFactory.FrameworkId("c", 12345));
        Assert.Equal("c-S7", IdFactory.AgentId("c", 7));
        Assert.Equal("c-O7", IdFactory.OfferId("c", 7));
        var uuid = new IdFactory(new Random(1).NextBytes).NewUuid();
        Assert.Equal(uuid, new IdFactory(new Random(1).NextBytes).NewUuid());
        Assert.Equal('4', uuid[14]);
        Assert.Equal(36, uuid.Length);
    }
}
