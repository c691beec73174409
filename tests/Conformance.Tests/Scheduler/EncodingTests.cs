using System.Text;
using Google.Protobuf;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>JSON and protobuf as clients write and read them (http-api.md 2).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class EncodingTests(SharedSilo silo)
{
    private const string Convert = "Failed to convert JSON into Call protobuf: ";

    [Theory]
    [InlineData("""{"type":"REVIVE","framework_id":{"value":"f"},"nonsense":[{"deep":1}]}""", "unknown keys are ignored")]
    [InlineData("""{"type":"DECLINE","type":"REVIVE","framework_id":{"value":"f"}}""", "the last of two keys counts")]
    [InlineData("""{"type":"REVIVE","framework_id":{"value":"f"},"accept":null,"revive":null}""", "null is absent")]
    [InlineData("""{"type":"REVIVE","framework_id":{"value":"f"},"revive":{"roles":null}}""", "null is absent where a list may be")]
    [InlineData("""{"type":"REVIVE","framework_id":{"value":"f"},"revive":{"roles":"a"}}""", "one value is a list of one")]
    [InlineData("""{"type":"DECLINE","framework_id":{"value":"f"},"decline":{"filters":{"refuse_seconds":"5.5"}}}""", "numbers may be strings")]
    [InlineData("""{"type":"DECLINE","framework_id":{"value":"f"},"decline":{"filters":{"refuse_seconds":"Infinity"}}}""", "infinity is a string")]
    [InlineData("""{"type":"DECLINE","framework_id":{"value":"f"},"decline":{"filters":{"refuse_seconds":5}}}""", "a whole number is a double")]
    [InlineData("""{"type":"KILL","framework_id":{"value":"f"},"kill":{"task_id":{"value":"t"},"kill_policy":{"grace_period":{"nanoseconds":"5"}}}}""", "64 bits may be strings")]
    [InlineData("""{"type":"ACCEPT","framework_id":{"value":"f"},"accept":{"operations":[{"type":"NEW_IN_2030"}]}}""", "an unknown name of an optional enum is dropped")]
    public async Task Is_read(string json, string why)
    {
        var answer = await Framework.Send(silo.Port, json, asProtobuf: false);
        Assert.Equal((why, "Framework cannot be found"), (why, answer.Text));
    }

    [Theory]
    [InlineData("\"a\"", Convert + "Expecting a JSON object")]
    [InlineData("[]", Convert + "Expecting a JSON object")]
    [InlineData("{", "Failed to parse body into JSON: syntax error at line 1 near: ")]
    [InlineData("""{"type":"REVIVE","framework_id":"f"}""", Convert + "Not expecting a JSON string for field 'framework_id'")]
    [InlineData("""{"type":"REVIVE","framework_id":["f"]}""", Convert + "Not expecting a JSON array for field 'framework_id'")]
    [InlineData("""{"type":2,"framework_id":{"value":"f"}}""", Convert + "Not expecting a JSON number for field 'type'")]
    [InlineData("""{"type":"REVIVE","framework_id":{"value":true}}""", Convert + "Not expecting a JSON boolean for field 'value'")]
    [InlineData("""{"type":"DECLINE","framework_id":{"value":"f"},"decline":{"filters":{"refuse_seconds":{}}}}""", Convert + "Not expecting a JSON object for field 'refuse_seconds'")]
    [InlineData("""{"type":"REVIVE","framework_id":{}}""", Convert + "Missing required fields: framework_id.value")]
    [InlineData("""{"type":"SUBSCRIBE","subscribe":{"framework_info":{}}}""", Convert + "Missing required fields: subscribe.framework_info.user, subscribe.framework_info.name")]
    [InlineData("""{"type":"MESSAGE","framework_id":{"value":"f"},"message":{"agent_id":{"value":"a"},"executor_id":{"value":"e"},"data":"*"}}""", Convert + "Failed to base64 decode bytes field 'data': Invalid character '*'")]
    public async Task Is_refused(string json, string text) =>
        (await Framework.Send(silo.Port, json, asProtobuf: false)).Is(400, text);

    [Theory]
    [InlineData(60, 400, "Framework cannot be found")]
    [InlineData(64, 400, null)]
    [InlineData(100_000, 400, null)]
    public async Task Nesting_ends_at_64_levels(int levels, int status, string? text)
    {
        // The object itself is one level.
        var deep = string.Concat(Enumerable.Repeat("[", levels)) + string.Concat(Enumerable.Repeat("]", levels));
        var answer = await Framework.Send(silo.Port, $$"""{"type":"REVIVE","framework_id":{"value":"f"},"x":{{deep}} }""", asProtobuf: false);
        Assert.Equal(status, answer.Status);
        Assert.Equal(text ?? answer.Text, answer.Text);
        Assert.True(text is not null || answer.Text.StartsWith("Failed to parse body into JSON: ", StringComparison.Ordinal), answer.Text);
    }

    [Fact]
    public async Task An_unknown_number_of_an_enum_and_unknown_fields_are_unset_in_protobuf()
    {
        // Field 2 (type) = 99, field 1 (framework_id) = "f", field 500 = 1.
        byte[] body = [0x10, 99, 0x0a, 0x03, 0x0a, 0x01, (byte)'f', 0xa0, 0x1f, 0x01];
        (await Http.Ask(silo.Port, "POST", "/api/v1/scheduler", body, ("Content-Type", "application/x-protobuf")))
            .Is(400, "Failed to validate scheduler::Call: Expecting 'type' to be present");
        var revive = new Call { Type = Call.Types.Type.Revive, FrameworkId = new Protocol.V1.FrameworkID { Value = "f" } }.ToByteArray();
        (await Http.Ask(silo.Port, "POST", "/api/v1/scheduler", [.. revive, 0xa0, 0x1f, 0x01], ("Content-Type", "application/x-protobuf")))
            .Is(400, "Framework cannot be found");
    }

    [Theory]
    [InlineData(new byte[] { 0x10, 0x05, 0x0a, 0x00 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff })]
    public async Task Protobuf_without_a_required_field_or_sense_is_refused(byte[] body) =>
        (await Http.Ask(silo.Port, "POST", "/api/v1/scheduler", body, ("Content-Type", "application/x-protobuf")))
            .Is(400, "Failed to parse body into Call protobuf");

    [Fact]
    public async Task Required_fields_of_events_are_always_there_in_protobuf()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        var call = Encoding.UTF8.GetBytes(Framework.SubscribeCall(Framework.Info("required")));
        await using var stream = await EventStream.Open(
            silo.Port, "/api/v1/scheduler", call, ("Content-Type", "application/json"), ("Accept", "application/x-protobuf"));
        for (var isOffered = false; !isOffered;)
        {
            var happened = Event.Parser.ParseFrom(await stream.NextRecord());
            Assert.Empty(Protocol.Json.MesosJson.MissingRequiredFields(happened));
            isOffered = happened.Type == Event.Types.Type.Offers;
        }
    }

    [Fact]
    public async Task Answers_are_written_as_Mesos_writes_them()
    {
        await using var agent = await silo.Attach("cpus:1.5;mem:128;ports:[1-2]", attributes: "rack:a/b\"c");
        await using var framework = await Framework.Subscribe(silo.Port, "writing");
        var text = Encoding.UTF8.GetString(await NextOffers(framework));
        Assert.Contains("\"scalar\":{\"value\":1.5}", text, StringComparison.Ordinal);
        Assert.Contains("\"scalar\":{\"value\":128.0}", text, StringComparison.Ordinal);
        Assert.Contains("\"range\":[{\"begin\":1,\"end\":2}]", text, StringComparison.Ordinal);
        Assert.Contains("{\"name\":\"rack\",\"type\":\"TEXT\",\"text\":{\"value\":\"a/b\\\"c\"}}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[]", text, StringComparison.Ordinal);
    }

    private static async Task<byte[]> NextOffers(Framework framework)
    {
        while (true)
        {
            var record = await framework.Stream.NextRecord();
            if (record.AsSpan().StartsWith("{\"type\":\"OFFERS\""u8))
            {
                return record;
            }
        }
    }
}
