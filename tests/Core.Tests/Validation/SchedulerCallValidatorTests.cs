using Google.Protobuf;
using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Tests.Validation;

public sealed class SchedulerCallValidatorTests
{
    private static readonly FrameworkID Id = new() { Value = "f" };

    public static TheoryData<Call.Types.Type, string> SubMessages { get; } = new()
    {
        { Call.Types.Type.Accept, "accept" },
        { Call.Types.Type.Decline, "decline" },
        { Call.Types.Type.AcceptInverseOffers, "accept_inverse_offers" },
        { Call.Types.Type.DeclineInverseOffers, "decline_inverse_offers" },
        { Call.Types.Type.Kill, "kill" },
        { Call.Types.Type.Shutdown, "shutdown" },
        { Call.Types.Type.Acknowledge, "acknowledge" },
        { Call.Types.Type.AcknowledgeOperationStatus, "acknowledge_operation_status" },
        { Call.Types.Type.Reconcile, "reconcile" },
        { Call.Types.Type.ReconcileOperations, "reconcile_operations" },
        { Call.Types.Type.Message, "message" },
        { Call.Types.Type.Request, "request" },
        { Call.Types.Type.UpdateFramework, "update_framework" },
    };

    [Fact]
    public void The_type_must_be_present() =>
        Assert.Equal("Expecting 'type' to be present", SchedulerCallValidator.Validate(new Call { FrameworkId = Id }));

    [Theory]
    [MemberData(nameof(SubMessages))]
    public void The_sub_message_of_the_type_must_be_present(Call.Types.Type type, string field) =>
        Assert.Equal(
            $"Expecting '{field}' to be present",
            SchedulerCallValidator.Validate(new Call { Type = type, FrameworkId = Id }));

    [Theory]
    [MemberData(nameof(SubMessages))]
    public void The_framework_id_comes_before_the_sub_message(Call.Types.Type type, string field)
    {
        Assert.NotEmpty(field);
        Assert.Equal(
            "Expecting 'framework_id' to be present", SchedulerCallValidator.Validate(new Call { Type = type }));
    }

    [Theory]
    [InlineData(Call.Types.Type.Teardown)]
    [InlineData(Call.Types.Type.Revive)]
    [InlineData(Call.Types.Type.Suppress)]
    [InlineData(Call.Types.Type.Unknown)]
    public void Some_calls_need_no_sub_message(Call.Types.Type type) =>
        Assert.Null(SchedulerCallValidator.Validate(new Call { Type = type, FrameworkId = Id }));

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void A_uuid_has_16_bytes(int length, bool valid)
    {
        var uuid = ByteString.CopyFrom(new byte[length]);
        var acknowledge = new Call
        {
            Type = Call.Types.Type.Acknowledge,
            FrameworkId = Id,
            Acknowledge = new Call.Types.Acknowledge { Uuid = uuid },
        };
        var operation = new Call
        {
            Type = Call.Types.Type.AcknowledgeOperationStatus,
            FrameworkId = Id,
            AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
            {
                Uuid = uuid,
                AgentId = new AgentID { Value = "a" },
            },
        };
        var expected = valid ? null : "Not a valid UUID";
        Assert.Equal(expected, SchedulerCallValidator.Validate(acknowledge));
        Assert.Equal(expected, SchedulerCallValidator.Validate(operation));
    }

    [Fact]
    public void An_operation_is_acknowledged_to_an_agent()
    {
        var call = new Call
        {
            Type = Call.Types.Type.AcknowledgeOperationStatus,
            FrameworkId = Id,
            AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
            {
                Uuid = ByteString.CopyFrom(new byte[16]),
            },
        };
        Assert.Equal(
            "Expecting 'acknowledge_operation_status.agent_id' to be present", SchedulerCallValidator.Validate(call));
    }

    [Fact]
    public void Subscribe_must_be_present() =>
        Assert.Equal(
            "Expecting 'subscribe' to be present",
            SchedulerCallValidator.Validate(new Call { Type = Call.Types.Type.Subscribe }));

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("f", "f", true)]
    [InlineData("f", "g", false)]
    [InlineData("f", null, false)]
    [InlineData(null, "f", false)]
    public void Both_ids_of_a_subscription_agree(string? outer, string? inner, bool valid)
    {
        var call = Subscribe();
        call.FrameworkId = outer is null ? null : new FrameworkID { Value = outer };
        call.Subscribe.FrameworkInfo.Id = inner is null ? null : new FrameworkID { Value = inner };
        Assert.Equal(
            valid ? null : "'framework_id' differs from 'subscribe.framework_info.id'",
            SchedulerCallValidator.Validate(call));
    }

    [Fact]
    public void Both_ids_of_an_update_agree()
    {
        var call = new Call
        {
            Type = Call.Types.Type.UpdateFramework,
            FrameworkId = Id,
            UpdateFramework = new Call.Types.UpdateFramework { FrameworkInfo = new FrameworkInfo() },
        };
        Assert.Equal(
            "'framework_id' differs from 'update_framework.framework_info.id'", SchedulerCallValidator.Validate(call));
        call.UpdateFramework.FrameworkInfo.Id = Id;
        Assert.Null(SchedulerCallValidator.Validate(call));
    }

    [Theory]
    [InlineData(null, "q", true)]
    [InlineData("p", null, true)]
    [InlineData("p", "p", true)]
    [InlineData("p", "q", false)]
    public void The_principal_agrees_with_the_authenticated_one(string? authenticated, string? named, bool valid)
    {
        var call = Subscribe();
        if (named is not null)
        {
            call.Subscribe.FrameworkInfo.Principal = named;
        }

        Assert.Equal(
            valid
                ? null
                : "Authenticated principal 'p' does not match principal 'q' set in `FrameworkInfo`",
            SchedulerCallValidator.Validate(call, authenticated));
    }

    private static Call Subscribe() => new()
    {
        Type = Call.Types.Type.Subscribe,
        Subscribe = new Call.Types.Subscribe { FrameworkInfo = new FrameworkInfo { User = "u", Name = "n" } },
    };
}
