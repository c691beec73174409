using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class ResourceTextTests
{
    [Fact]
    public void Three_unreserved_records()
    {
        var set = Samples.Set("cpus:45.55;ports:[10000-20000, 30000-50000];disks:{sda1}");
        Assert.Equal(3, set.Count);
        Assert.Equal(3, set.Unreserved.Count);
        Assert.Equal(45.55, set.Cpus);
        Assert.Equal("[10000-20000, 30000-50000]", set.Ports.ToString());
        Assert.Equal("{sda1}", set.GetItems("disks")?.ToString());
    }

    [Fact]
    public void Roles_reserve_statically_and_the_default_role_fills_in()
    {
        var set = Samples.Set("cpus(role1):2.5;ports(role2):[0-100]");
        Assert.Equal("cpus(reservations: [(STATIC,role1)]):2.5; ports(reservations: [(STATIC,role2)]):[0-100]", set.ToString());
        Assert.Equal(set, ResourceSet.Parse("cpus:2.5;ports(role2):[0-100]", "role1"));
        Assert.Equal(Samples.Set("cpus:1"), Samples.Set(" cpus ( * ) : 1 ;; "));
    }

    [Theory]
    [InlineData("cpus(role1)", "Bad value for resources, missing or extra ':' in cpus(role1)")]
    [InlineData("cpus(role1:1", "Bad value for resources, mismatched parentheses in cpus(role1:1")]
    [InlineData("cpus)(role1:1", "Bad value for resources, mismatched parentheses in cpus)(role1:1")]
    [InlineData("cpus:1:2", "Bad value for resources, missing or extra ':' in cpus:1:2")]
    [InlineData("ports:[1-2", "Failed to parse resource ports value [1-2 error Mismatched brackets")]
    [InlineData("cpus:-1", "Bad type for resource cpus value -1 type TEXT")]
    [InlineData("cpus:0.00001", "Invalid scalar resource: value <= 0")]
    [InlineData("disks:{a,a}", "Invalid set resource: duplicated elements")]
    [InlineData("ports:[5-4]", "Invalid ranges resource: begin > end")]
    [InlineData("foo(role1):1;foo(role2):[0-1]", "Resources with the same name ('foo') but different types are not allowed")]
    [InlineData("{\"name\":\"cpus\"}", "Bad type for resource")]
    [InlineData("[{\"name\":\"cpus\"}]", "Some JSON resources were not formatted properly: Missing required fields")]
    [InlineData("[1]", "Some JSON resources were not formatted properly: ")]
    public void Errors_are_explained(string text, string message)
    {
        Assert.False(ResourceSet.TryParse(text, "*", out var set, out var error));
        if (text[0] is '[' or '{')
        {
            Assert.NotNull(error);
        }
        else
        {
            Assert.Equal(message, error);
        }

        Assert.Empty(set);
        Assert.Throws<FormatException>(() => ResourceSet.Parse(text));
    }

    [Fact]
    public void Zero_is_valid_and_vanishes()
    {
        Assert.Empty(Samples.Set("gpus:0"));
        Assert.Empty(Samples.Set("cpus:0;ports:[];disks:{}"));
    }

    [Fact]
    public void Json_arrays_are_read_with_the_default_role()
    {
        const string Text = """
            [
              { "name": "cpus", "type": "SCALAR", "scalar": { "value": 8 } },
              { "name": "ports", "type": "RANGES", "ranges": { "range": [{ "begin": 1, "end": 4 }] }, "role": "r2" },
              { "name": "disk", "type": "SCALAR", "scalar": { "value": 20 },
                "disk": { "source": { "type": "MOUNT", "mount": { "root": "/mnt1" } } },
                "reservations": [{ "type": "STATIC", "role": "r3" }] },
              { "name": "bags", "type": "SET", "set": { "item": ["x", "y"] }, "role": "*" }
            ]
            """;
        Assert.Equal(
            "cpus(reservations: [(STATIC,r1)]):8; ports(reservations: [(STATIC,r2)]):[1-4]; "
            + "disk(reservations: [(STATIC,r3)])[MOUNT:/mnt1]:20; bags:{x, y}",
            ResourceSet.Parse(Text, "r1").ToString());
    }

    [Theory]
    [InlineData(
        """[{"name":"disk","type":"SCALAR","scalar":{"value":1},"role":"r","disk":{"persistence":{"id":"a"},"volume":{"mode":"RW","container_path":"p"}}}]""",
        "Persistent volumes cannot be specified at the command line")]
    [InlineData(
        """[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"revocable":{}}]""",
        "Revocable resources cannot be specified at the command line; do not include a 'revocable' key in the resources JSON")]
    [InlineData(
        """[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"reservations":[{"type":"DYNAMIC","role":"r"}]}]""",
        "Dynamic reservations cannot be specified at the command line; "
        + "do not include a reservation with DYNAMIC type in the resources JSON")]
    [InlineData("""[{"name":"cpus","type":"SCALAR","scalar":{"value":-1}}]""", "Invalid scalar resource: value <= 0")]
    [InlineData("""[{"name":"cpus","type":"SCALAR"}]""", "Invalid scalar resource")]
    public void What_cannot_be_configured_is_refused(string text, string message)
    {
        Assert.False(ResourceSet.TryParse(text, "*", out _, out var error));
        Assert.Equal(message, error);
    }
}
