using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Offers;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tests.Resources;
using MesosOrleans.Protocol.V1;
using AgentCapability = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;
using FrameworkCapability = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;
using Type = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Tests.Offers;

public sealed class AcceptPlannerTests
{
    private static readonly ResourceSet Plain = Samples.Set("cpus:4;mem:1024;disk:1000");
    private static readonly ResourceSet Reserved = Samples.Set("cpus:1;disk:200").PushReservation(Samples.Dynamic("r"));

    private static ResourceRecord Volume(double mb = 100, string id = "v", bool shared = false, string role = "r") =>
        Samples.Disk(mb, role, id: id, shared: shared) is var disk
            ? disk.WithKey(disk.Key.WithReservations(ReservationStack.Of(Samples.Dynamic(role))))
            : null!;

    [Fact]
    public void A_launch_uses_what_was_reserved_and_created_before_it()
    {
        var volume = ResourceSet.Of(Volume());
        var task = Operations.Task("t", Samples.Set("cpus:1").PushReservation(Samples.Dynamic("r")) + volume);

        var plan = Plan(Plain, Operations.Reserve(Reserved), Operations.Create(volume), Operations.Launch(task));

        Assert.Empty(plan.Refused);
        Assert.Collection(
            plan.Steps,
            step => Assert.Equal(Type.Reserve, Assert.IsType<PlannedOperation>(step).Operation.Type),
            step => Assert.Equal(Type.Create, Assert.IsType<PlannedOperation>(step).Operation.Type),
            step => Assert.Single(Assert.IsType<PlannedLaunch>(step).Tasks));
    }

    [Fact]
    public void One_failing_operation_does_not_stop_the_next()
    {
        var plan = Plan(
            Plain,
            Operations.Reserve(Samples.Set("cpus:100").PushReservation(Samples.Dynamic("r")), "too-much"),
            Operations.Reserve(Reserved, "fits"));

        var failed = Assert.Single(plan.Failed);
        Assert.Equal("too-much", failed.OperationId.Value);
        Assert.Equal(OperationState.OperationError, failed.State);
        Assert.Null(failed.Uuid);
        Assert.StartsWith("Invalid RESERVE operation: ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("does not contain cpus(allocated: r):100", failed.Message, StringComparison.Ordinal);
        Assert.Single(plan.Steps);
    }

    [Fact]
    public void Without_an_id_a_failure_is_silent()
    {
        var plan = Plan(Plain, Operations.Reserve(Samples.Set("cpus:1")));
        Assert.Empty(plan.Failed);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void What_was_unreserved_can_be_launched_on()
    {
        var plan = Plan(
            Reserved, Operations.Unreserve(Reserved), Operations.Launch(Operations.Task("t", Samples.Set("cpus:1"))));
        Assert.Empty(plan.Refused);
        Assert.Equal(2, plan.Steps.Count);
    }

    [Fact]
    public void A_volume_that_grew_cannot_be_used_in_the_same_call()
    {
        var (volume, grown) = (Volume(), Volume(150));
        var rest = Samples.Set("cpus:1") + Samples.Set("disk:200").PushReservation(Samples.Dynamic("r"));
        var addition = Assert.Single(Samples.Set("disk:50").PushReservation(Samples.Dynamic("r")));

        var plan = Plan(
            rest + ResourceSet.Of(volume),
            Operations.Grow(volume, addition),
            Operations.Launch(Operations.Task("t", Samples.Set("cpus:0.1") + ResourceSet.Of(grown))));

        Assert.IsType<PlannedOperation>(Assert.Single(plan.Steps));
        Assert.Contains("more than available", Assert.Single(plan.Refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_shrinks()
    {
        var plan = Plan(ResourceSet.Of(Volume()), Operations.Shrink(Volume(), 40, "s"));
        Assert.Empty(plan.Failed);
        var conversion = Assert.Single(Assert.IsType<PlannedOperation>(Assert.Single(plan.Steps)).Conversions);
        Assert.Equal(100, conversion.Converted.Disk);
        Assert.Equal(2, conversion.Converted.Count);
    }

    [Fact]
    public void Two_tasks_share_a_shared_volume()
    {
        var shared = ResourceSet.Of(Volume(shared: true));
        var plan = Plan(
            Samples.Set("cpus:4") + shared,
            Operations.Launch(
                Operations.Task("a", Samples.Set("cpus:1") + shared), Operations.Task("b", Samples.Set("cpus:1") + shared)));
        Assert.Empty(plan.Refused);
        Assert.Equal(2, plan.Steps.Count);
    }

    [Fact]
    public void A_volume_that_a_task_of_the_same_call_uses_is_not_destroyed()
    {
        var shared = ResourceSet.Of(Volume(shared: true));
        var plan = Plan(
            Samples.Set("cpus:4") + shared,
            Operations.Launch(Operations.Task("a", Samples.Set("cpus:1") + shared)),
            Operations.Destroy(shared, "d"));
        Assert.Equal("Persistent volumes in use; on agent agent", Assert.Single(plan.Failed).Message);
    }

    [Fact]
    public void What_the_agent_no_longer_has_is_outdated()
    {
        var ledger = new AgentLedger(Samples.Set("cpus:1"));
        var plan = AcceptPlanner.Plan(Input(Plain, ledger, Operations.Reserve(Reserved, "op")));
        Assert.StartsWith(
            "Operation assumes outdated resource state: ", Assert.Single(plan.Failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_tasks_hold_is_not_converted()
    {
        var ledger = new AgentLedger(Plain);
        Assert.True(ledger.TryReserve(
            [new LedgerTask { FrameworkId = "f", TaskId = "t", Role = "r", Resources = Samples.Set("cpus:4") }], ResourceSet.Empty, null));
        var plan = AcceptPlanner.Plan(Input(Plain, ledger, Operations.Reserve(Reserved, "op")));
        Assert.Single(plan.Failed);
        Assert.Empty(plan.Steps);
    }

    [Fact]
    public void An_id_needs_an_agent_that_gives_feedback()
    {
        var plan = AcceptPlanner.Plan(Input(Plain, new AgentLedger(Plain), Operations.Reserve(Reserved, "op")) with
        {
            AgentCapabilities = [],
        });
        Assert.Contains("RESOURCE_PROVIDER", Assert.Single(plan.Failed).Message, StringComparison.Ordinal);
        plan = AcceptPlanner.Plan(Input(Plain, new AgentLedger(Plain), Operations.Reserve(Reserved, "op")) with
        {
            AgentCapabilities = [new AgentInfo.Types.Capability { Type = AgentCapability.ResourceProvider }],
        });
        Assert.Contains("AGENT_OPERATION_FEEDBACK", Assert.Single(plan.Failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_that_wait_are_refused()
    {
        var plan = AcceptPlanner.Plan(Input(Plain, new AgentLedger(Plain), Operations.Reserve(Reserved, "op")) with { OperationSlots = 0 });
        Assert.Contains("wait to be acknowledged", Assert.Single(plan.Failed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Launches_have_no_id()
    {
        var launch = Operations.Launch(Operations.Task("t", Samples.Set("cpus:1")));
        launch.Id = new OperationID { Value = "x" };
        var plan = Plan(Plain, launch);
        Assert.Equal("The `id` field cannot be set on LAUNCH operations", Assert.Single(plan.Refused).Message);
        Assert.Empty(plan.Failed);
    }

    [Fact]
    public void One_invalid_resource_refuses_every_task_before_anything_is_applied()
    {
        var bad = Operations.Task("bad", Samples.Set("cpus:1"));
        bad.Resources[0].Scalar.Value = -1;
        var plan = Plan(Plain, Operations.Launch(Operations.Task("good", Samples.Set("cpus:1")), bad));
        Assert.Equal(2, plan.Refused.Count);
        Assert.All(plan.Refused, refusal => Assert.StartsWith(
            "Resource 'cpus:-1' is invalid", refusal.Message, StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "reserve-nothing", "Operation attempted with invalid resources: A RESERVE offer operation must have the Offer.Operation.reserve field set." },
        { "unreserve-nothing", "Operation attempted with invalid resources: An UNRESERVE offer operation must have the Offer.Operation.unreserve field set." },
        { "negative", "Operation attempted with invalid resources: Resource 'cpus(reservations: [(DYNAMIC,r)]):-1' is invalid: Invalid scalar resource: value <= 0" },
        { "source", "Reservation updates are not yet implemented for the scheduler API." },
        { "static", "Resource cpus(allocated: r)(reservations: [(STATIC,r)]):1 is not dynamically reserved; on agent agent" },
        { "other-role", "A reserve operation was attempted for a resource with role 'x', but the resource was allocated to role 'r'; on agent agent" },
        { "empty", "Invalid resources: The resources have multiple resource providers: ; on agent agent" },
        { "unreserve-volume", "cannot be unreserved directly" },
        { "create-again", "Persistence ID 'v' is not unique; on agent agent" },
        { "create-shared", "with no SHARED_RESOURCES capability; on agent agent" },
        { "create-no-volume", "Not a persistent volume: " },
        { "destroy-unknown", "Persistent volumes not found; on agent agent" },
        { "grow-zero", "Operation attempted with invalid resources: " },
        { "grow-shared", "Growing a shared persistent volume is not supported; on agent agent" },
        { "grow-too-much", "Invalid GROW_VOLUME operation: " },
        { "shrink-all", "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'; on agent agent" },
        { "shrink-zero", "Value of 'ShrinkVolume.subtract' must be greater than zero; on agent agent" },
        { "create-disk", "'source' is not managed by a resource provider; on agent agent" },
        { "create-disk-of-provider", "Invalid CREATE_DISK operation: " },
        { "destroy-disk", "'source' is not managed by a resource provider; on agent agent" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_operation_is_refused_with_its_reason(string name, string message)
    {
        var operation = Refused(name);
        operation.Id = new OperationID { Value = name };
        var plan = Plan(Plain + Reserved + ResourceSet.Of(Volume(), Volume(10, "s", shared: true)), operation);
        Assert.Contains(message, Assert.Single(plan.Failed).Message, StringComparison.Ordinal);
        Assert.Empty(plan.Steps);
    }

    private static Operation Refused(string name) => name switch
    {
        "reserve-nothing" => new Operation { Type = Type.Reserve },
        "unreserve-nothing" => new Operation { Type = Type.Unreserve },
        "negative" => Negative(),
        "source" => WithSource(),
        "static" => Operations.Reserve(Samples.Set("cpus(r):1")),
        "other-role" => Operations.Reserve(Samples.Set("cpus:1").PushReservation(Samples.Dynamic("x"))),
        "empty" => Operations.Reserve(ResourceSet.Empty),
        "unreserve-volume" => Operations.Unreserve(ResourceSet.Of(Volume())),
        "create-again" => Operations.Create(ResourceSet.Of(Volume())),
        "create-shared" => Operations.Create(ResourceSet.Of(Volume(20, "new", shared: true))),
        "create-no-volume" => Operations.Create(Reserved.Get("disk")),
        "destroy-unknown" => Operations.Destroy(ResourceSet.Of(Volume(100, "other"))),
        "grow-zero" => GrowByNothing(),
        "grow-shared" => Operations.Grow(Volume(10, "s", shared: true), Addition(10)),
        "grow-too-much" => Operations.Grow(Volume(), Addition(500)),
        "shrink-all" => Operations.Shrink(Volume(), 100),
        "shrink-zero" => Operations.Shrink(Volume(), 0),
        "create-disk" => CreateDisk(provider: null),
        "create-disk-of-provider" => CreateDisk("provider"),
        _ => new Operation
        {
            Type = Type.DestroyDisk,
            DestroyDisk = new Operation.Types.DestroyDisk { Source = Samples.Disk(10).ToProto() },
        },
    };

    private static ResourceRecord Addition(double mb) =>
        Assert.Single(Samples.Set($"disk:{mb}").PushReservation(Samples.Dynamic("r")));

    private static Operation Negative()
    {
        var operation = Operations.Reserve(Samples.Set("cpus:1").PushReservation(Samples.Dynamic("r")));
        operation.Reserve.Resources[0].Scalar.Value = -1;
        return operation;
    }

    private static Operation WithSource()
    {
        var operation = Operations.Reserve(Reserved);
        operation.Reserve.Source.Add(Samples.Set("cpus:1").ToProto());
        return operation;
    }

    private static Operation GrowByNothing()
    {
        var operation = Operations.Grow(Volume(), Addition(1));
        operation.GrowVolume.Addition.Scalar.Value = -1;
        return operation;
    }

    private static Operation CreateDisk(string? provider) => new()
    {
        Type = Type.CreateDisk,
        CreateDisk = new Operation.Types.CreateDisk
        {
            Source = Samples.Disk(
                10, source: Resource.Types.DiskInfo.Types.Source.Types.Type.Raw, provider: provider).ToProto(),
            TargetType = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount,
            TargetProfile = "fast",
        },
    };

    private static AcceptPlan Plan(ResourceSet offered, params Operation[] operations) =>
        AcceptPlanner.Plan(Input(offered, new AgentLedger(offered), operations));

    private static AcceptInput Input(ResourceSet offered, AgentLedger ledger, params Operation[] operations) => new()
    {
        Framework = new FrameworkInfo
        {
            Id = new FrameworkID { Value = "f" },
            Name = "f",
            User = "root",
            Roles = { "r" },
            Capabilities = { new FrameworkInfo.Types.Capability { Type = FrameworkCapability.MultiRole } },
        },
        AgentId = "agent",
        Role = "r",
        Offered = offered.Allocate("r"),
        Operations = operations,
        Ledger = ledger,
        AgentCapabilities =
        [
            .. new[]
            {
                AgentCapability.HierarchicalRole, AgentCapability.ReservationRefinement, AgentCapability.ResizeVolume,
                AgentCapability.ResourceProvider, AgentCapability.AgentOperationFeedback,
            }.Select(type => new AgentInfo.Types.Capability { Type = type }),
        ],
    };
}
