using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Capability = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability;

namespace MesosOrleans.Core.Tests.Validation;

public sealed class SubscribeValidatorTests
{
    [Theory]
    [InlineData("a b", "Role component 'a b' is invalid because it contains backspace or whitespace")]
    [InlineData(".", "Role '.' cannot include '.' as a component")]
    [InlineData("a/..", "Role 'a/..' cannot include '..' as a component")]
    [InlineData("a/", "Role 'a/' cannot end with a slash")]
    [InlineData("a//b", "Role 'a//b' cannot contain two adjacent slashes")]
    [InlineData("a/*", "Role 'a/*' cannot include '*' as a component")]
    [InlineData("", "Role names cannot be the empty string")]
    public void Roles_are_valid(string role, string error) =>
        Assert.Equal($"'FrameworkInfo.roles' contains invalid role: {error}", Validate(MultiRole(role)));

    [Theory]
    [InlineData("*")]
    [InlineData("a")]
    [InlineData("a/b/c")]
    public void Good_roles_pass(string role)
    {
        Assert.Null(Validate(MultiRole(role)));
        Assert.Null(Validate(new FrameworkInfo { User = "u", Name = "n", Role = role }));
    }

    [Fact]
    public void No_roles_at_all_are_legal() => Assert.Null(Validate(MultiRole()));

    [Fact]
    public void The_older_role_is_checked_too() =>
        Assert.Equal(
            "'FrameworkInfo.role' is not a valid role: Role 'a/' cannot end with a slash",
            Validate(new FrameworkInfo { User = "u", Name = "n", Role = "a/" }));

    [Fact]
    public void Duplicates_are_named_before_invalid_roles() =>
        Assert.Equal("'FrameworkInfo.roles' contains duplicate items: { a }", Validate(MultiRole("a", "a/", "a")));

    [Fact]
    public void Role_and_roles_go_by_the_capability()
    {
        var both = MultiRole("b");
        both.Role = "a";
        Assert.Equal("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable", Validate(both));
        both.Capabilities.Clear();
        Assert.Equal(
            "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable", Validate(both));
    }

    [Theory]
    [InlineData("a/b", "'a/b' contains invalid characters")]
    [InlineData("..", "'..' is disallowed")]
    [InlineData("", null)]
    [InlineData("fine id", null)]
    public void The_id_is_valid(string id, string? error)
    {
        var info = MultiRole("a");
        info.Id = new FrameworkID { Value = id };
        Assert.Equal(error, Validate(info));
    }

    [Theory]
    [InlineData(-1, "Negative values not supported")]
    [InlineData(double.PositiveInfinity, "Infinite values not supported")]
    [InlineData(double.NaN, "NaN not supported")]
    [InlineData(1e-310, "Subnormal values not supported")]
    public void Offer_filters_hold_sound_quantities(double value, string error)
    {
        var info = MultiRole("a");
        info.OfferFilters.Add("a", Filters(("cpus", value)));
        Assert.Equal($"Invalid resource quantity for 'cpus': {error}", Validate(info));
    }

    [Fact]
    public void Offer_filters_may_name_other_roles_but_not_be_empty()
    {
        var info = MultiRole("a");
        info.OfferFilters.Add("zz", Filters(("cpus", 1)));
        Assert.Null(Validate(info));
        info.OfferFilters.Add("a", Filters());
        Assert.Equal("Resource quantities must contain at least one quantity", Validate(info));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-5, null)]
    [InlineData(9e9, null)]
    [InlineData(1e30, "The framework failover_timeout (1e+30) is invalid")]
    [InlineData(-1e30, "The framework failover_timeout (-1e+30) is invalid")]
    [InlineData(double.NaN, "The framework failover_timeout (nan) is invalid")]
    [InlineData(double.PositiveInfinity, "The framework failover_timeout (inf) is invalid")]
    public void The_failover_timeout_fits_64_bits_of_nanoseconds(double seconds, string? error)
    {
        var info = MultiRole("a");
        info.FailoverTimeout = seconds;
        Assert.Equal(error, Validate(info));
    }

    [Fact]
    public void The_operator_may_limit_roles_and_root()
    {
        var info = MultiRole("a", "b");
        info.User = "root";
        Assert.Equal(
            "Roles { b } are not present in the master's --roles",
            SubscribeValidator.Validate(info, [], null, null, ["a"], rootSubmissions: false));
        Assert.Equal(
            "User 'root' is not allowed to run frameworks without --root_submissions set",
            SubscribeValidator.Validate(info, [], null, null, ["a", "b"], rootSubmissions: false));
        Assert.Null(SubscribeValidator.Validate(info, [], null, null, ["a", "b"]));
    }

    [Fact]
    public void A_removed_framework_stays_removed() =>
        Assert.Equal(
            "Framework has been removed", SubscribeValidator.Validate(MultiRole("a"), ["zz"], null, removed: true));

    [Fact]
    public void Suppressed_roles_are_among_the_roles()
    {
        Assert.Equal(
            "Suppressed roles { yy, zz } are not contained in the set of roles",
            SubscribeValidator.Validate(MultiRole("a"), ["zz", "a", "yy"], null));
        Assert.Null(SubscribeValidator.Validate(MultiRole("a"), ["a"], null));
    }

    [Fact]
    public void The_default_role_can_be_suppressed_by_frameworks_of_one_role() =>
        Assert.Null(SubscribeValidator.Validate(new FrameworkInfo { User = "u", Name = "n" }, ["*"], null));

    [Fact]
    public void Constraints_are_for_subscribed_roles() =>
        Assert.Equal(
            "Offer constraints specify roles { zz } that are not contained in the set of roles",
            SubscribeValidator.Validate(MultiRole("a"), [], Constraints("zz", Matches("x"))));

    [Theory]
    [InlineData("(", "missing ): (")]
    [InlineData("a)", "unexpected ): a)")]
    [InlineData("[a", "missing ]: [a")]
    [InlineData("*", "no argument for repetition operator: *")]
    public void Broken_patterns_are_refused(string pattern, string reason) =>
        Assert.Equal(
            "Offer constraints are not valid: A role a has an invalid 'AttributeConstraint': "
            + $"Failed to construct regex from pattern '{pattern}': {reason}",
            SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", Matches(pattern))));

    [Theory]
    [InlineData("(?=a)")]
    [InlineData(@"(a)\1")]
    public void Patterns_that_need_backtracking_are_refused(string pattern) =>
        Assert.Contains(
            "Failed to construct regex",
            SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", Matches(pattern))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("a{200}")]
    [InlineData("(a{30}){30}")]
    [InlineData("(((a{1000}){1000}){1000}){1000}")]
    public void Large_patterns_are_refused_before_they_are_compiled(string pattern) =>
        Assert.Contains(
            "is larger than maximum of 100 allowed",
            SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", Matches(pattern))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("rack-[0-9]+")]
    [InlineData("(r1|r2)")]
    [InlineData(".*")]
    [InlineData("[]a]{2}")]
    public void Usual_patterns_pass(string pattern) =>
        Assert.Null(SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", Matches(pattern))));

    [Fact]
    public void A_pattern_matches_from_end_to_end()
    {
        Assert.Matches(ConstraintRegex.Compile("a|b"), "b");
        Assert.DoesNotMatch(ConstraintRegex.Compile("a|b"), "ab");
        Assert.DoesNotMatch(ConstraintRegex.Compile("a"), "a\n");
    }

    [Fact]
    public void Empty_groups_and_unset_parts_are_refused()
    {
        var empty = new OfferConstraints();
        empty.RoleConstraints.Add("a", new OfferConstraints.Types.RoleConstraints());
        Assert.Equal(
            "Offer constraints are not valid: "
            + "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role a",
            SubscribeValidator.Validate(MultiRole("a"), [], empty));
        empty.RoleConstraints["a"].Groups.Add(new OfferConstraints.Types.RoleConstraints.Types.Group());
        Assert.NotNull(SubscribeValidator.Validate(MultiRole("a"), [], empty));
        var unset = new AttributeConstraint
        {
            Selector = new AttributeConstraint.Types.Selector(),
            Predicate = new AttributeConstraint.Types.Predicate { Exists = new() },
        };
        Assert.NotNull(SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", unset)));
        unset.Selector.AttributeName = "x";
        Assert.Null(SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", unset)));
        unset.Predicate = new AttributeConstraint.Types.Predicate();
        Assert.NotNull(SubscribeValidator.Validate(MultiRole("a"), [], Constraints("a", unset)));
    }

    [Theory]
    [InlineData("p", "p", true)]
    [InlineData(null, null, true)]
    [InlineData("p", "q", false)]
    [InlineData("p", null, false)]
    [InlineData(null, "q", false)]
    public void The_principal_never_changes(string? former, string? now, bool valid) =>
        Assert.Equal(
            valid ? null : "Changing framework's principal is not allowed.",
            SubscribeValidator.Validate(With(MultiRole("a"), now), [], null, With(MultiRole("a"), former)));

    private static string? Validate(FrameworkInfo info) => SubscribeValidator.Validate(info, [], null);

    internal static FrameworkInfo MultiRole(params string[] roles)
    {
        var info = new FrameworkInfo { User = "u", Name = "n" };
        info.Roles.AddRange(roles);
        info.Capabilities.Add(new Capability { Type = Capability.Types.Type.MultiRole });
        return info;
    }

    internal static FrameworkInfo With(FrameworkInfo info, string? principal)
    {
        if (principal is not null)
        {
            info.Principal = principal;
        }

        return info;
    }

    private static OfferFilters Filters(params (string Name, double Value)[] quantities)
    {
        var set = new OfferFilters.Types.ResourceQuantities();
        foreach (var (name, value) in quantities)
        {
            set.Quantities.Add(name, new Value.Types.Scalar { Value = value });
        }

        var filters = new OfferFilters { MinAllocatableResources = new() };
        filters.MinAllocatableResources.Quantities.Add(set);
        return filters;
    }

    private static OfferConstraints Constraints(string role, AttributeConstraint constraint)
    {
        var group = new OfferConstraints.Types.RoleConstraints.Types.Group();
        group.AttributeConstraints.Add(constraint);
        var constraints = new OfferConstraints();
        constraints.RoleConstraints.Add(role, new OfferConstraints.Types.RoleConstraints { Groups = { group } });
        return constraints;
    }

    private static AttributeConstraint Matches(string pattern) => new()
    {
        Selector = new AttributeConstraint.Types.Selector { AttributeName = "r" },
        Predicate = new AttributeConstraint.Types.Predicate { TextMatches = new() { Regex = pattern } },
    };
}
