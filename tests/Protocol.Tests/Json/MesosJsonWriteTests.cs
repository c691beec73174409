using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Protocol.Tests.Json;

public sealed class MesosJsonWriteTests
{
    [Theory]
    [InlineData(15, "15.0")]
    [InlineData(0, "0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(0.00001, "0.00001")]
    [InlineData(1795419000.25, "1795419000.25")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e20, "100000000000000000000.0")]
    [InlineData(1e22, "1e22")]
    [InlineData(-1.5e300, "-1.5e300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void DoublesShowAFractionOrAnExponent(double value, string text) =>
        Assert.Equal($"{{\"value\":{text}}}", MesosJson.ToString(new Value.Types.Scalar { Value = value }));

    [Fact]
    public void ExplicitDefaultsAreWrittenUnlessDeprecated()
    {
        var json = MesosJson.ToString(new FrameworkInfo { User = "u", Name = "n" });
        Assert.Contains("\"checkpoint\":false", json, StringComparison.Ordinal);
        Assert.Contains("\"failover_timeout\":0.0", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"role\"", json, StringComparison.Ordinal);
        Assert.Equal("{\"refuse_seconds\":5.0}", MesosJson.ToString(new Filters()));
    }

    [Fact]
    public void SixtyFourBitNumbersAreNotQuoted() =>
        Assert.Equal("{\"nanoseconds\":9223372036854775807}", MesosJson.ToString(new TimeInfo { Nanoseconds = long.MaxValue }));

    [Fact]
    public void OnlyControlsQuoteAndBackslashAreEscaped() =>
        Assert.Equal(
            "{\"value\":\"a/<é😀>'\\\"\\\\\\n\\t\\u0001\\u001F\"}",
            MesosJson.ToString(new TaskID { Value = "a/<é😀>'\"\\\n\t\u0001\u001f" }));

    [Fact]
    public void BytesAreBase64WithPadding() =>
        Assert.Equal("{\"value\":\"AQI=\"}", MesosJson.ToString(new UUID { Value = ByteString.CopyFrom(1, 2) }));

    [Fact]
    public void MapsAreObjectsAndEmptyListsAbsent()
    {
        var task = new TaskInfo { Name = "t", TaskId = new TaskID { Value = "t" }, AgentId = new AgentID { Value = "a" } };
        task.Limits["cpus"] = new Value.Types.Scalar { Value = 2 };
        Assert.Equal(
            "{\"name\":\"t\",\"task_id\":{\"value\":\"t\"},\"agent_id\":{\"value\":\"a\"},\"limits\":{\"cpus\":{\"value\":2.0}}}",
            MesosJson.ToString(task));
    }

    [Fact]
    public void EnumsAreNames() =>
        Assert.Equal("{\"type\":\"HEARTBEAT\"}", MesosJson.ToString(new Event { Type = Event.Types.Type.Heartbeat }));

    [Fact]
    public void AMessageGoesIntoHandWrittenJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("a");
            MesosJson.Write(new Value.Types.Scalar { Value = double.NaN }, writer);
            writer.WriteEndObject();
        }

        Assert.Equal("{\"a\":{\"value\":NaN}}", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
