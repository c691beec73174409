using Google.Protobuf;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourceValidatorTests
{
    private const string Cpus = "\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}";
    private const string Disk = "\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}";
    private const string Format = "Invalid resource format: ";

    [Theory]
    [InlineData("\"name\":\"\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}", "Empty resource name")]
    [InlineData("\"name\":\"a\"", "Invalid resource type")]
    [InlineData("\"name\":\"a\",\"type\":\"SCALAR\"", "Invalid scalar resource")]
    [InlineData(Cpus + ",\"set\":{}", "Invalid scalar resource")]
    [InlineData("\"name\":\"a\",\"type\":\"SCALAR\",\"scalar\":{\"value\":-1}", "Invalid scalar resource: value <= 0")]
    [InlineData("\"name\":\"a\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.00001}", "Invalid scalar resource: value <= 0")]
    [InlineData("\"name\":\"a\",\"type\":\"SCALAR\",\"scalar\":{\"value\":\"NaN\"}", "Invalid scalar resource: value <= 0")]
    [InlineData("\"name\":\"a\",\"type\":\"SCALAR\",\"scalar\":{\"value\":\"Infinity\"}", "Invalid scalar resource: value <= 0")]
    [InlineData("\"name\":\"a\",\"type\":\"RANGES\",\"set\":{}", "Invalid ranges resource")]
    [InlineData("\"name\":\"a\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":2,\"end\":1}]}", "Invalid ranges resource: begin > end")]
    [InlineData(
        "\"name\":\"a\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":1,\"end\":3},{\"begin\":3,\"end\":4}]}",
        "Invalid ranges resource: overlapping ranges")]
    [InlineData("\"name\":\"a\",\"type\":\"SET\"", "Invalid set resource")]
    [InlineData("\"name\":\"a\",\"type\":\"SET\",\"set\":{\"item\":[\"x\",\"x\"]}", "Invalid set resource: duplicated elements")]
    [InlineData("\"name\":\"a\",\"type\":\"TEXT\"", "Unsupported resource type")]
    [InlineData(Cpus + ",\"disk\":{}", "DiskInfo should not be set for cpus resource")]
    [InlineData(Disk + ",\"disk\":{\"source\":{\"type\":\"BLOCK\",\"mount\":{}}}", "Mount should not be set for BLOCK disk source")]
    [InlineData(Disk + ",\"disk\":{\"source\":{\"type\":\"RAW\",\"path\":{}}}", "Path should not be set for RAW disk source")]
    [InlineData(Cpus + ",\"role\":\"/a\"", "Role '/a' cannot start with a slash")]
    [InlineData(
        Cpus + ",\"role\":\"a\",\"reservation\":{\"type\":\"DYNAMIC\"}",
        "'Resource.ReservationInfo.type' must not be set for the 'Resource.reservation' field")]
    [InlineData(
        Cpus + ",\"role\":\"a\",\"reservation\":{\"role\":\"a\"}",
        "'Resource.ReservationInfo.role' must not be set for the 'Resource.reservation' field")]
    [InlineData(Cpus + ",\"reservation\":{}", "Invalid reservation: role \"*\" cannot be dynamically reserved")]
    [InlineData(Cpus + ",\"reservations\":[{\"role\":\"a\"}]", "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.")]
    [InlineData(Cpus + ",\"reservations\":[{\"type\":\"STATIC\"}]", "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.")]
    [InlineData(Cpus + ",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a/\"}]", "Role 'a/' cannot end with a slash")]
    [InlineData(Cpus + ",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"*\"}]", "Invalid reservation: role \"*\" cannot be reserved")]
    [InlineData(
        Cpus + ",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a\"},{\"type\":\"STATIC\",\"role\":\"a/b\"}]",
        "Invalid refined reservation: A refined reservation cannot be STATIC")]
    [InlineData(
        Cpus + ",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a\"},{\"type\":\"DYNAMIC\",\"role\":\"ab\"}]",
        "Invalid refined reservation: role 'ab' is not a refinement of 'a'")]
    [InlineData(
        Cpus + ",\"role\":\"b\",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a\"}]",
        Format + "'Resource.role' field with 'b' does not match the role 'a' in 'Resource.reservations'")]
    [InlineData(
        Cpus + ",\"role\":\"a\",\"reservation\":{},\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a\"}]",
        Format + "'Resource.reservation' must not be set if the single reservation in 'Resource.reservations' is STATIC")]
    [InlineData(
        Cpus + ",\"role\":\"a\",\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"a\"}]",
        Format + "'Resource.role' and 'Resource.reservation' must either be both set or both not set "
        + "if the single reservation in 'Resource.reservations' is DYNAMIC")]
    [InlineData(
        Cpus + ",\"role\":\"a\",\"reservation\":{\"principal\":\"p\"},\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"a\",\"principal\":\"q\"}]",
        Format + "'Resource.reservation.principal' field with 'p' does not match the principal 'q' in 'Resource.reservations'")]
    [InlineData(Cpus + ",\"reservations\":[{\"type\":\"UNKNOWN\",\"role\":\"a\"}]", "Unsupported 'Resource.ReservationInfo.Type'")]
    [InlineData(
        Cpus + ",\"role\":\"a\",\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a\"},{\"type\":\"DYNAMIC\",\"role\":\"a/b\"}]",
        Format + "'Resource.role' must not be set if there is more than one reservation in 'Resource.reservations'")]
    [InlineData(
        Cpus + ",\"reservation\":{},\"reservations\":[{\"type\":\"STATIC\",\"role\":\"a\"},{\"type\":\"DYNAMIC\",\"role\":\"a/b\"}]",
        Format + "'Resource.reservation' must not be set if there is more than one reservation in 'Resource.reservations'")]
    [InlineData(Cpus + ",\"shared\":{}", "Resource cpus cannot be shared")]
    [InlineData(Disk + ",\"shared\":{}", "Only persistent volumes can be shared")]
    public void What_is_wrong_is_said(string json, string message)
    {
        var resource = JsonParser.Default.Parse<Resource>($"{{{json}}}");
        Assert.Equal(message, ResourceValidator.Validate(resource));
        Assert.Null(ResourceRecord.FromProto(resource));
        Assert.StartsWith("Resource '", ResourceValidator.Validate([resource]), StringComparison.Ordinal);
        Assert.Empty(ResourceSet.FromProto([resource]));
    }

    [Fact]
    public void An_unknown_source_is_refused() => Assert.StartsWith(
        "Unsupported 'DiskInfo.Source.Type' in '",
        ResourceValidator.Validate(JsonParser.Default.Parse<Resource>($"{{{Disk},\"disk\":{{\"source\":{{\"type\":\"UNKNOWN\"}}}}}}")),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Cpus)]
    [InlineData(Cpus + ",\"role\":\"a\",\"reservation\":{\"principal\":\"p\"},\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"a\",\"principal\":\"p\"}]")]
    [InlineData(Cpus + ",\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"a\"},{\"type\":\"DYNAMIC\",\"role\":\"a/b/c\"}]")]
    public void What_is_right_passes(string json) =>
        Assert.Null(ResourceValidator.Validate(JsonParser.Default.Parse<Resource>($"{{{json}}}")));

    [Fact]
    public void Lists_of_consumers()
    {
        Assert.Equal("The resources are not allocated to a role", Consumer(Samples.One("cpus:1")));
        Assert.Null(Consumer(Samples.One("cpus:1").Allocate("a"), Samples.One("mem:1").Allocate("a")));
        Assert.Equal(
            "The resources have multiple allocation roles ('a' and 'b') but only one allocation role is allowed",
            Consumer(Samples.One("cpus:1").Allocate("a"), Samples.One("mem:1").Allocate("b")));
        Assert.Equal(
            "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer", Consumer(Samples.One("gpus:1.5").Allocate("a")));
        var cpus = Samples.One("cpus:1").Allocate("a");
        Assert.Equal(
            "Cannot use both revocable and non-revocable 'cpus' at the same time",
            Consumer(cpus, cpus.WithKey(cpus.Key.WithRevocable(true))));
        var volume = Samples.Disk(1, "a", id: "v").Allocate("a");
        Assert.Equal("Persistence ID 'v' is not unique", Consumer(volume, volume));
        Assert.Equal(
            "Invalid DiskInfo: Persistent volumes cannot be created from unreserved resources", Consumer(Samples.Disk(1, id: "v")));
        Assert.Equal(
            "Invalid DiskInfo: Persistent volumes cannot be created from revocable resources",
            Consumer(volume.WithKey(volume.Key.WithRevocable(true))));
        Assert.Equal(
            "Invalid DiskInfo: Invalid persistence ID for persistent volume: 'a/b' contains invalid characters",
            Consumer(Samples.Disk(1, "a", id: "a/b")));
        var dynamic = Samples.One("cpus:1").PushReservation(Samples.Dynamic("a"));
        Assert.Equal(
            "Invalid ReservationInfo: Dynamically reserved resource cpus(reservations: [(DYNAMIC,a)]){REV}:1 "
            + "cannot be created from revocable resources",
            Consumer(dynamic.WithKey(dynamic.Key.WithRevocable(true))));
    }

    [Fact]
    public void Volumes_in_messages()
    {
        Assert.Equal("Invalid DiskInfo: DiskInfo is set but empty", List(new Resource.Types.DiskInfo()));
        var volume = new Volume { ContainerPath = "p", Mode = Volume.Types.Mode.Rw };
        Assert.Equal("Invalid DiskInfo: Non-persistent volume not supported", List(new Resource.Types.DiskInfo { Volume = volume }));
        var persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "v" };
        Assert.Equal(
            "Invalid DiskInfo: Expecting 'volume' to be set for persistent volume",
            List(new Resource.Types.DiskInfo { Persistence = persistence }));
        volume.HostPath = "/h";
        Assert.Equal(
            "Invalid DiskInfo: Expecting 'host_path' to be unset for persistent volume",
            List(new Resource.Types.DiskInfo { Persistence = persistence, Volume = volume }));
    }

    [Fact]
    public void Sums_of_task_and_executor()
    {
        var (task, executor) = (Samples.Set("cpus:1;ports:[1-4]"), Samples.Set("cpus:1;ports:[4-5]"));
        Assert.Equal(
            $"There are overlapping resources in the task resources {task} and executor resources {executor}",
            ResourceListValidator.ValidateNoOverlap(task, executor));
        Assert.Null(ResourceListValidator.ValidateNoOverlap(task, Samples.Set("ports:[5-5]")));
        Assert.Equal("Task uses no resources", ResourceListValidator.ValidateAvailable(ResourceSet.Empty, executor, task));
        Assert.Equal(
            "Total resources cpus:2; ports:[1-5] required by task and its executor is more than available cpus:1",
            ResourceListValidator.ValidateAvailable(task, executor, Samples.Set("cpus:1")));
        Assert.Null(ResourceListValidator.ValidateAvailable(task, ResourceSet.Empty, task));
    }

    [Theory]
    [InlineData("", "ID must not be empty")]
    [InlineData("..", "'..' is disallowed")]
    [InlineData("a\\b", "'a\\b' contains invalid characters")]
    [InlineData("a b", null)]
    public void Ids(string id, string? message) => Assert.Equal(message, ResourceListValidator.ValidateId(id));

    [Fact]
    public void Long_ids() =>
        Assert.Equal("ID must not be greater than 255 characters", ResourceListValidator.ValidateId(new string('a', 256)));

    private static string? Consumer(params ResourceRecord[] records) =>
        ResourceListValidator.ValidateConsumer([.. records.Select(record => record.ToProto())]);

    private static string? List(Resource.Types.DiskInfo disk)
    {
        var resource = Samples.One("disk(r):1").ToProto();
        resource.Disk = disk;
        return ResourceListValidator.Validate([resource]);
    }
}
