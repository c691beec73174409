using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;
using Type = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class OperationTests
{
    private static readonly OperationContext Operator = new();
    private static readonly OperationContext Framework = new() { FrameworkId = "f", FrameworkRoles = ["r", "r/s"] };

    [Fact]
    public void Reserve_and_unreserve_undo_each_other()
    {
        var total = Samples.Set("cpus:4;mem:10");
        var reserved = Samples.Set("cpus:1").PushReservation(Samples.Dynamic("r"));
        Assert.Null(OperationConversions.TryApply(total, Reserve(reserved), out var result));
        Assert.Equal(Samples.Set("cpus:3;mem:10") + reserved, result);
        Assert.Null(OperationConversions.TryApply(result, Unreserve(reserved), out result));
        Assert.Equal(total, result);
    }

    [Fact]
    public void A_refinement_is_pushed_on_what_is_below()
    {
        var total = Samples.Set("cpus(r):4");
        var refined = Samples.Set("cpus(r):1").PushReservation(Samples.Dynamic("r/s"));
        Assert.Null(OperationConversions.TryApply(total, Reserve(refined), out var result));
        Assert.Equal(Samples.Set("cpus(r):3") + refined, result);
    }

    [Fact]
    public void A_source_names_what_is_reserved_anew()
    {
        var source = Samples.Set("cpus:1").PushReservation(Samples.Dynamic("a"));
        var target = Samples.Set("cpus:1").PushReservation(Samples.Dynamic("b"));
        var operation = Reserve(target);
        operation.Reserve.Source.Add(source.ToProto());
        Assert.Null(OperationValidator.Validate(operation, Operator));
        Assert.Null(OperationConversions.TryApply(source, operation, out var result));
        Assert.Equal(target, result);
    }

    [Fact]
    public void What_is_not_there_cannot_be_consumed()
    {
        var total = Samples.Set("cpus:0.5");
        var error = OperationConversions.TryApply(total, Reserve(Samples.Set("cpus:1").PushReservation(Samples.Dynamic("r"))), out var result);
        Assert.Equal("cpus:0.5 does not contain cpus:1", error);
        Assert.Same(total, result);
    }

    [Fact]
    public void Volumes_come_and_go()
    {
        var total = Samples.Set("disk(r):100");
        var volume = ResourceSet.Of(Samples.Disk(40, "r", id: "v"));
        Assert.Null(OperationConversions.TryApply(total, Create(volume), out var result));
        Assert.Equal(Samples.Set("disk(r):60") + volume, result);
        Assert.Null(OperationConversions.TryApply(result, Destroy(volume), out result));
        Assert.Equal(total, result);
    }

    [Fact]
    public void A_shared_volume_with_copies_stays()
    {
        var volume = ResourceSet.Of(Samples.Disk(40, "r", id: "v", shared: true));
        var error = OperationConversions.TryApply(volume + volume, Destroy(volume), out _);
        Assert.Equal($"Persistent volume {volume[0]} cannot be removed due to additional shared copies", error);
        Assert.Null(OperationConversions.TryApply(volume, Destroy(volume), out var result));
        Assert.Equal(Samples.Set("disk(r):40"), result);
    }

    [Fact]
    public void Volumes_grow_and_shrink()
    {
        var (volume, larger) = (Samples.Disk(40, "r", id: "v"), Samples.Disk(50, "r", id: "v"));
        var total = Samples.Set("disk(r):60") + volume;
        var grow = new Operation
        {
            Type = Type.GrowVolume,
            GrowVolume = new Operation.Types.GrowVolume { Volume = volume.ToProto(), Addition = Samples.One("disk(r):10").ToProto() },
        };
        Assert.Null(OperationValidator.Validate(grow, Operator));
        Assert.Null(OperationConversions.TryApply(total, grow, out var result));
        Assert.Equal(Samples.Set("disk(r):50") + larger, result);
        Assert.Null(OperationValidator.Validate(Shrink(larger, 10), Operator));
        Assert.Null(OperationConversions.TryApply(result, Shrink(larger, 10), out result));
        Assert.Equal(total, result);
    }

    [Fact]
    public void Other_operations_take_another_path()
    {
        var error = OperationConversions.TryApply(ResourceSet.Empty, new Operation { Type = Type.CreateDisk }, out _);
        Assert.Equal("Operation not supported", error);
        Assert.Equal("Unknown operation", OperationConversions.TryApply(ResourceSet.Empty, new Operation(), out _));
        Assert.True(OperationConversions.IsSpeculative(Type.GrowVolume));
        Assert.False(OperationConversions.IsSpeculative(Type.Launch));
    }

    [Fact]
    public void Malformed_operations_are_no_bugs_of_ours()
    {
        Assert.Equal("Resource cpus:1 is not dynamically reserved", OperationConversions.TryGet(Reserve(Samples.Set("cpus:1")), out _));
        Assert.Equal("Resource cpus:1 is not dynamically reserved", OperationConversions.TryGet(Unreserve(Samples.Set("cpus:1")), out _));
        Assert.NotNull(OperationConversions.TryGet(Shrink(Samples.Disk(10, "r", id: "v"), 99), out _));
        var empty = new Operation { Type = Type.GrowVolume, GrowVolume = new Operation.Types.GrowVolume() };
        Assert.NotNull(OperationConversions.TryGet(empty, out _));
        Assert.NotNull(OperationValidator.Validate(empty, Operator));
    }

    [Fact]
    public void The_provider_of_an_operation()
    {
        var (a, b) = (Samples.Disk(1, provider: "a"), Samples.Disk(1));
        Assert.Null(OperationConversions.TryGetProvider(Create(ResourceSet.Of(a)), out var provider));
        Assert.Equal("a", provider);
        Assert.Equal("Operation contains no resources", OperationConversions.TryGetProvider(Create(ResourceSet.Empty), out _));
        Assert.Equal("Resources are from multiple resource providers", OperationConversions.TryGetProvider(Create(ResourceSet.Of(a, b)), out _));
        Assert.NotNull(OperationConversions.TryGetProvider(new Operation { Type = Type.Launch }, out _));
    }

    [Theory]
    [InlineData(Type.Reserve, "A RESERVE offer operation must have the Offer.Operation.reserve field set.")]
    [InlineData(Type.Unreserve, "An UNRESERVE offer operation must have the Offer.Operation.unreserve field set.")]
    [InlineData(Type.GrowVolume, "A GROW_VOLUME offer operation must have the Offer.Operation.grow_volume field set.")]
    [InlineData(Type.Unknown, "Unknown operation")]
    public void A_payload_is_asked_for(Type type, string message) =>
        Assert.Equal(message, OperationValidator.Validate(new Operation { Type = type }, Operator));

    [Fact]
    public void Rules_of_reserve()
    {
        var plain = Samples.Set("cpus:1");
        var reserved = plain.PushReservation(Samples.Dynamic("r", "p"));
        Assert.Equal("Resource cpus:1 is not dynamically reserved", Check(Reserve(plain), Operator));
        Assert.Null(Check(Reserve(reserved), Operator with { Principal = "p" }));
        Assert.Equal(
            "A reserve operation was attempted by authenticated principal 'q', "
            + "which does not match a reserved resource in the request with principal 'p'",
            Check(Reserve(reserved), Operator with { Principal = "q" }));
        Assert.Equal(
            "A reserve operation was attempted by principal 'q', but there is a reserved resource in the request with no principal set",
            Check(Reserve(plain.PushReservation(Samples.Dynamic("r"))), Operator with { Principal = "q" }));
        Assert.Equal(
            "A reserve operation was attempted with an allocated resource, "
            + "but the operator API only allows reservations to be made to unallocated resources",
            Check(Reserve(reserved.Allocate("r")), Operator));
        Assert.Null(Check(Reserve(reserved.Allocate("r")), Framework));
        Assert.StartsWith(
            "A reserve operation was attempted on unallocated resource cpus", Check(Reserve(reserved), Framework), StringComparison.Ordinal);
        Assert.Equal(
            "A reserve operation was attempted for a resource with role 'r', but the resource was allocated to role 'r/s'",
            Check(Reserve(reserved.Allocate("r/s")), Framework));
        Assert.EndsWith(
            "but the framework only has roles '{ x }'",
            Check(Reserve(reserved.Allocate("r")), Framework with { FrameworkRoles = ["x"] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Capabilities_of_the_agent()
    {
        var refined = Samples.Set("cpus(r):1").PushReservation(Samples.Dynamic("r/s"));
        Assert.Equal(
            $"Resource {refined} with reservation for hierarchical role 'r/s' cannot be reserved "
            + "on an agent without HIERARCHICAL_ROLE capability",
            Check(Reserve(refined), Operator with { AgentHasHierarchicalRole = false }));
        Assert.Equal(
            $"Resource {refined} with reservation refinement cannot be reserved "
            + "on an agent without RESERVATION_REFINEMENT capability",
            Check(Reserve(refined), Operator with { AgentHasReservationRefinement = false }));
        var volume = Samples.Disk(40, "r", id: "v");
        Assert.Equal(
            $"Volume {volume} cannot be shrunk on an agent without RESIZE_VOLUME capability",
            Check(Shrink(volume, 1), Operator with { AgentHasResizeVolume = false }));
    }

    [Fact]
    public void Rules_of_unreserve()
    {
        Assert.Equal(
            "Resource cpus(reservations: [(STATIC,r)]):1 is not dynamically reserved", Check(Unreserve(Samples.Set("cpus(r):1")), Operator));
        var volume = Samples.Disk(1, id: "v").PushReservation(Samples.Dynamic("r"));
        Assert.Equal(
            $"A dynamically reserved persistent volume {volume} cannot be unreserved directly. "
            + "Please destroy the persistent volume first then unreserve the resource",
            Check(Unreserve(ResourceSet.Of(volume)), Operator));
    }

    [Fact]
    public void Rules_of_create()
    {
        var volume = Samples.Disk(1, "r", id: "v", principal: "p");
        Assert.Equal(
            "Not a persistent volume: Resource cpus(reservations: [(STATIC,r)]):1 does not have DiskInfo",
            Check(Create(Samples.Set("cpus(r):1")), Operator));
        Assert.Equal(
            "Persistence ID 'v' is not unique", Check(Create(ResourceSet.Of(volume)), Operator with { Checkpointed = ResourceSet.Of(volume) }));
        var shared = Samples.Disk(1, "r", id: "v", shared: true);
        Assert.Equal(
            $"Create volume operation for '{shared}' has been attempted by framework 'f' with no SHARED_RESOURCES capability",
            Check(Create(ResourceSet.Of(shared)), Framework));
        Assert.Null(Check(Create(ResourceSet.Of(shared)), Framework with { FrameworkHasSharedResources = true }));
        Assert.Equal(
            "Create volume operation attempted by authenticated principal 'q', "
            + "which does not match a volume in the operation with principal 'p' set in 'disk.persistence'",
            Check(Create(ResourceSet.Of(volume)), Operator with { Principal = "q" }));
        Assert.Equal(
            "Create volume operation attempted by principal 'q', "
            + "but there is a volume in the operation with no principal set in 'disk.persistence'",
            Check(Create(ResourceSet.Of(shared)), Operator with { Principal = "q" }));
        var readOnly = volume.ToProto();
        readOnly.Disk.Volume.Mode = Volume.Types.Mode.Ro;
        Assert.Equal(
            "Not a persistent volume: Read-only persistent volume not supported",
            Check(Create(ResourceSet.FromProto([readOnly])), Operator));
    }

    [Fact]
    public void Rules_of_destroy()
    {
        var volume = ResourceSet.Of(Samples.Disk(1, "r", id: "v"));
        Assert.Equal("Persistent volumes not found", Check(Destroy(volume), Operator));
        Assert.Null(Check(Destroy(volume.Allocate("r")), Operator with { Checkpointed = volume }));
        Assert.Equal("Persistent volumes in use", Check(Destroy(volume), Operator with { Checkpointed = volume, Used = volume }));
    }

    [Theory]
    [InlineData(0, "Value of 'ShrinkVolume.subtract' must be greater than zero")]
    [InlineData(40, "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'")]
    public void Amounts_of_shrink(double subtract, string message) =>
        Assert.Equal(message, Check(Shrink(Samples.Disk(40, "r", id: "v"), subtract), Operator));

    [Fact]
    public void Volumes_that_cannot_be_resized()
    {
        Assert.Equal(
            "Shrinking a volume on a MOUNT disk is not supported",
            Check(Shrink(Samples.Disk(40, "r", SourceType.Mount, "/m", "v"), 1), Operator));
        Assert.Equal(
            "Shrinking a shared persistent volume is not supported",
            Check(Shrink(Samples.Disk(40, "r", id: "v", shared: true), 1), Operator));
        Assert.Equal(
            "Shrinking a volume from a resource provider is not supported",
            Check(Shrink(Samples.Disk(40, "r", id: "v", provider: "p"), 1), Operator));
        Assert.Equal(
            "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields", Grow(Samples.Disk(4, "r", id: "v"), "disk:1"));
        Assert.Equal(
            "The size of 'GrowVolume.addition' field must be greater than zero", Grow(Samples.Disk(4, "r", id: "v"), "disk(r):1", 0));
        Assert.Equal(
            "Growing a shared persistent volume is not supported", Grow(Samples.Disk(4, "r", id: "v", shared: true), "disk(r):1"));
    }

    [Fact]
    public void Disks_of_providers()
    {
        var raw = Samples.Disk(1, source: SourceType.Raw, provider: "p");
        var mount = Samples.Disk(1, source: SourceType.Mount, provider: "p", sourceId: "id");
        Assert.Null(CreateDisk(raw, SourceType.Mount, "profile"));
        Assert.Equal("'source' is not managed by a resource provider", CreateDisk(Samples.Disk(1), SourceType.Mount, "x"));
        Assert.Equal("'source' is not a RAW disk resource", CreateDisk(mount, SourceType.Mount, "x"));
        Assert.Equal("'target_type' is neither MOUNT or BLOCK", CreateDisk(raw, SourceType.Path, "x"));
        Assert.Equal("'target_profile' must be set when 'source' has no profile", CreateDisk(raw, SourceType.Block, null));
        Assert.Null(DestroyDisk(mount));
        Assert.Equal("'source' is not backed by a CSI volume", DestroyDisk(raw));
        Assert.Equal("'source' is neither a MOUNT, BLOCK or RAW disk resource", DestroyDisk(Samples.Disk(1, provider: "p")));
    }

    private static string? Check(Operation operation, OperationContext context) => OperationValidator.Validate(operation, context);

    private static Operation Reserve(ResourceSet resources) =>
        new() { Type = Type.Reserve, Reserve = new Operation.Types.Reserve { Resources = { resources.ToProto() } } };

    private static Operation Unreserve(ResourceSet resources) =>
        new() { Type = Type.Unreserve, Unreserve = new Operation.Types.Unreserve { Resources = { resources.ToProto() } } };

    private static Operation Create(ResourceSet volumes) =>
        new() { Type = Type.Create, Create = new Operation.Types.Create { Volumes = { volumes.ToProto() } } };

    private static Operation Destroy(ResourceSet volumes) =>
        new() { Type = Type.Destroy, Destroy = new Operation.Types.Destroy { Volumes = { volumes.ToProto() } } };

    private static Operation Shrink(ResourceRecord volume, double subtract) => new()
    {
        Type = Type.ShrinkVolume,
        ShrinkVolume = new Operation.Types.ShrinkVolume
        {
            Volume = volume.ToProto(),
            Subtract = new Value.Types.Scalar { Value = subtract },
        },
    };

    private static string? Grow(ResourceRecord volume, string addition, double? amount = null)
    {
        var grow = new Operation.Types.GrowVolume { Volume = volume.ToProto(), Addition = Samples.One(addition).ToProto() };
        grow.Addition.Scalar.Value = amount ?? grow.Addition.Scalar.Value;
        return Check(new Operation { Type = Type.GrowVolume, GrowVolume = grow }, Operator);
    }

    private static string? CreateDisk(ResourceRecord source, SourceType target, string? profile)
    {
        var create = new Operation.Types.CreateDisk { Source = source.ToProto(), TargetType = target };
        if (profile is not null)
        {
            create.TargetProfile = profile;
        }

        return Check(new Operation { Type = Type.CreateDisk, CreateDisk = create }, Operator);
    }

    private static string? DestroyDisk(ResourceRecord source) => Check(
        new Operation { Type = Type.DestroyDisk, DestroyDisk = new Operation.Types.DestroyDisk { Source = source.ToProto() } }, Operator);
}
