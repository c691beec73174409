using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using static MesosOrleans.Protocol.V1.SchedulerApi.AttributeConstraint.Types;
using CapabilityType = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>A112, A113, A124, A125, and what subscriptions and constraints are refused for.</summary>
public sealed class PolicyValidationTests
{
    [Theory]
    [InlineData("foo")]
    [InlineData("123")]
    [InlineData("*")]
    [InlineData("foo..bar")]
    [InlineData("...")]
    [InlineData("foo/.bar")]
    [InlineData("a/b/c/d")]
    public void Role_is_valid(string role) => Assert.Null(RoleName.Validate(role));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-foo")]
    [InlineData("/")]
    [InlineData("/foo")]
    [InlineData("foo/")]
    [InlineData("foo//bar")]
    [InlineData("foo bar")]
    [InlineData("foo\tbar")]
    [InlineData("foo/./bar")]
    [InlineData("foo/..")]
    [InlineData("foo/-bar")]
    [InlineData("foo/*")]
    [InlineData("*/foo")]
    public void Role_is_invalid(string role) => Assert.NotNull(RoleName.Validate(role));

    [Fact]
    public void Ancestors_and_subroles()
    {
        Assert.Equal(["a/b/c", "a/b", "a"], RoleName.Ancestors("a/b/c/d"));
        Assert.True(RoleName.IsStrictSubrole("foo/bar", "foo"));
        Assert.False(RoleName.IsStrictSubrole("foobar", "foo"));
        Assert.False(RoleName.IsStrictSubrole("foo", "foo"));
    }

    [Theory]
    [InlineData("r", 0.0)]
    [InlineData("r", -2.0)]
    [InlineData("r", double.NaN)]
    [InlineData("r", double.PositiveInfinity)]
    [InlineData(null, 1.0)]
    [InlineData(" ", 1.0)]
    [InlineData("unlisted", 1.0)]
    public void Weight_is_refused(string? role, double weight)
    {
        var info = new WeightInfo { Weight = weight };
        if (role is not null)
        {
            info.Role = role;
        }

        var good = new WeightInfo { Role = "r", Weight = 2 };
        Assert.False(WeightUpdate.TryRead([good, info], new HashSet<string> { "r" }, out var weights, out var error));
        Assert.Empty(weights);
        Assert.NotEqual("", error);
    }

    [Fact]
    public void Weight_is_read_and_rescinds_when_the_role_has_frameworks()
    {
        Assert.True(WeightUpdate.TryRead([new WeightInfo { Role = " r ", Weight = 2.5 }], null, out var weights, out _));
        Assert.Equal(2.5, weights["r"]);
        Assert.True(WeightUpdate.RescindsOffers(weights.Keys, role => role == "r"));
        Assert.False(WeightUpdate.RescindsOffers(weights.Keys, _ => false));
    }

    [Fact]
    public void Subscription_is_refused_with_its_reason()
    {
        var multi = MultiRole("a", "b", "a");
        Assert.Equal("'FrameworkInfo.roles' contains duplicate items: { a }", Error(multi));
        Assert.Equal("Suppressed roles { z } are not contained in the set of roles", Error(MultiRole("a"), ["z"]));

        var single = new FrameworkInfo { User = "u", Name = "n", Roles = { "a" } };
        Assert.Equal("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable", Error(single));

        var filters = MultiRole("a");
        filters.OfferFilters["a"] = new() { MinAllocatableResources = new() { Quantities = { new OfferFilters.Types.ResourceQuantities() } } };
        Assert.Equal("Resource quantities must contain at least one quantity", Error(filters));
    }

    [Fact]
    public void Subscription_without_roles_is_legal_and_default_role_is_star()
    {
        Assert.Equal("", Error(MultiRole()));
        Assert.Equal(["*"], FrameworkSpecReader.RolesOf(new FrameworkInfo { User = "u", Name = "n" }));
    }

    [Theory]
    [InlineData("(", "Failed to construct regex from pattern '(': ")]
    [InlineData("(?=a)b", "Failed to construct regex from pattern '(?=a)b': ")]
    [InlineData("(a{20}){20}", "Regex '(a{20}){20}' is too complex: ")]
    public void Regex_is_refused(string pattern, string message)
    {
        var error = Error(MultiRole("r"), [], Constraints(new Predicate { TextMatches = new() { Regex = pattern } }));

        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Constraint_messages()
    {
        Assert.Contains("Unknown predicate type", Error(MultiRole("r"), [], Constraints(new Predicate())), StringComparison.Ordinal);
        var empty = new OfferConstraints { RoleConstraints = { ["r"] = new() } };
        Assert.Equal(
            "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role r",
            Error(MultiRole("r"), [], empty));
        Assert.NotEqual("", Error(MultiRole("x"), [], Constraints(new Predicate { Exists = new() })));
        Assert.Equal("", Error(MultiRole("r"), [], Constraints(new Predicate { Exists = new() })));
    }

    [Theory]
    [InlineData("db-[0-9]+", "db-7", false)]
    [InlineData("db-[0-9]+", "xdb-7", true)]
    [InlineData("a|b", "ab", true)]
    public void Regex_matches_in_full(string pattern, string hostname, bool isExcluded)
    {
        Assert.True(OfferConstraintsFilter.TryCreate(
            Constraints(new Predicate { TextMatches = new() { Regex = pattern } }), RegexLimits.Default, out var filter, out _));

        Assert.Equal(isExcluded, filter.IsAgentExcluded("r", new AgentAttributes(hostname, null, null, [])));
    }

    private static OfferConstraints Constraints(Predicate predicate)
    {
        var test = new AttributeConstraint
        {
            Selector = new() { PseudoattributeType = Selector.Types.PseudoattributeType.Hostname },
            Predicate = predicate,
        };
        var group = new OfferConstraints.Types.RoleConstraints.Types.Group { AttributeConstraints = { test } };
        return new OfferConstraints { RoleConstraints = { ["r"] = new() { Groups = { group } } } };
    }

    private static FrameworkInfo MultiRole(params string[] roles) => new()
    {
        User = "u",
        Name = "n",
        Roles = { roles },
        Capabilities = { new FrameworkInfo.Types.Capability { Type = CapabilityType.MultiRole } },
    };

    private static string Error(FrameworkInfo info, string[]? suppressed = null, OfferConstraints? constraints = null)
    {
        var isRead = FrameworkSpecReader.TryRead(
            "f1", info, suppressed ?? [], constraints, RegexLimits.Default, out _, out var error);
        Assert.Equal(isRead, error.Length == 0);
        return error;
    }
}
