using MesosOrleans.Core.Validation;

namespace MesosOrleans.Core.Tests.Validation;

public sealed class UpdateFrameworkValidatorTests
{
    [Fact]
    public void What_may_change_changes()
    {
        var update = SubscribeValidatorTests.MultiRole("b");
        update.Name = "other";
        update.FailoverTimeout = 5;
        Assert.Null(UpdateFrameworkValidator.Validate(update, ["b"], null, SubscribeValidatorTests.MultiRole("a")));
    }

    [Fact]
    public void The_supplied_info_is_valid_by_itself_first()
    {
        var update = SubscribeValidatorTests.MultiRole("a b");
        update.User = "other";
        Assert.Equal(
            "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains invalid role: "
            + "Role component 'a b' is invalid because it contains backspace or whitespace",
            UpdateFrameworkValidator.Validate(update, ["zz"], null, SubscribeValidatorTests.MultiRole("a")));
    }

    [Fact]
    public void The_user_stays()
    {
        var update = SubscribeValidatorTests.MultiRole("a");
        update.User = "nobody";
        Assert.Equal(
            "FrameworkInfo update is not valid: Updating 'FrameworkInfo.user' is unsupported; "
            + "attempted to update from 'u' to 'nobody'",
            UpdateFrameworkValidator.Validate(update, ["zz"], null, SubscribeValidatorTests.MultiRole("a")));
    }

    [Fact]
    public void The_checkpoint_flag_stays()
    {
        var update = SubscribeValidatorTests.MultiRole("a");
        update.Checkpoint = true;
        Assert.Equal(
            "FrameworkInfo update is not valid: Updating 'FrameworkInfo.checkpoint' is unsupported; "
            + "attempted to update from 'false' to 'true'",
            UpdateFrameworkValidator.Validate(update, [], null, SubscribeValidatorTests.MultiRole("a")));
    }

    [Fact]
    public void The_principal_stays() =>
        Assert.Equal(
            "FrameworkInfo update is not valid: Changing framework's principal is not allowed.",
            UpdateFrameworkValidator.Validate(
                SubscribeValidatorTests.With(SubscribeValidatorTests.MultiRole("a"), "p"),
                [],
                null,
                SubscribeValidatorTests.MultiRole("a")));

    [Fact]
    public void Suppressed_roles_are_among_the_new_roles() =>
        Assert.Equal(
            "'UpdateFramework' call is not valid: Suppressed roles { a } are not contained in the set of roles",
            UpdateFrameworkValidator.Validate(
                SubscribeValidatorTests.MultiRole("b"), ["a"], null, SubscribeValidatorTests.MultiRole("a")));
}
