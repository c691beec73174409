using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Protocol.Tests.Json;

public sealed class ProtobufWireTests
{
    [Fact]
    public void BrokenBytesAreRefused() =>
        Assert.False(ProtobufWire.TryParse<Call>(new byte[] { 0xff, 0xff, 0xff, 0xff }, out _, out _));

    [Fact]
    public void AMissingRequiredFieldIsRefused()
    {
        var bytes = new Call { FrameworkId = new FrameworkID() }.ToByteArray();
        Assert.False(ProtobufWire.TryParse<Call>(bytes, out var call, out var error));
        Assert.Null(call);
        Assert.Equal("Missing required fields: framework_id.value", error);
    }

    [Fact]
    public void AnEnumNumberWithoutNameCountsAsAbsent()
    {
        var bytes = new Call { Type = (Call.Types.Type)999 }.ToByteArray();
        Assert.True(ProtobufWire.TryParse<Call>(bytes, out var call, out _));
        Assert.False(call.HasType);
        var resource = new Resource { Name = "x", Type = (Value.Types.Type)999 }.ToByteArray();
        Assert.False(ProtobufWire.TryParse<Resource>(resource, out _, out _));
    }
}
