using MesosOrleans.Core.Roles;

namespace MesosOrleans.Core.Tests.Roles;

public sealed class RoleNameTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("foo")]
    [InlineData("123")]
    [InlineData("foo..bar")]
    [InlineData("...")]
    [InlineData("foo/.bar")]
    [InlineData("a/b/c/d")]
    public void Valid_names_pass(string role) => Assert.Null(RoleName.Validate(role));

    [Theory]
    [InlineData("/foo", "Role '/foo' cannot start with a slash")]
    [InlineData("foo/", "Role 'foo/' cannot end with a slash")]
    [InlineData("foo//bar", "Role 'foo//bar' cannot contain two adjacent slashes")]
    [InlineData("", "Role names cannot be the empty string")]
    [InlineData("./foo", "Role './foo' cannot include '.' as a component")]
    [InlineData("foo/..", "Role 'foo/..' cannot include '..' as a component")]
    [InlineData("*/foo", "Role '*/foo' cannot include '*' as a component")]
    [InlineData("foo/*", "Role 'foo/*' cannot include '*' as a component")]
    [InlineData("foo/-bar", "Role component '-bar' is invalid because it starts with a dash")]
    [InlineData("foo bar", "Role component 'foo bar' is invalid because it contains backspace or whitespace")]
    [InlineData("foo\u007f", "Role component 'foo\u007f' is invalid because it contains backspace or whitespace")]
    public void Invalid_names_are_explained(string role, string message) => Assert.Equal(message, RoleName.Validate(role));

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("a/b/c", "a", true)]
    [InlineData("foobar", "foo", false)]
    [InlineData("a", "a", false)]
    [InlineData("a", "a/b", false)]
    public void A_subrole_is_below_in_the_path(string role, string ancestor, bool expected) =>
        Assert.Equal(expected, RoleName.IsStrictSubrole(role, ancestor));

    [Fact]
    public void Ancestors_come_nearest_first()
    {
        Assert.Equal(["a/b/c", "a/b", "a"], RoleName.Ancestors("a/b/c/d"));
        Assert.Empty(RoleName.Ancestors("a"));
    }
}
