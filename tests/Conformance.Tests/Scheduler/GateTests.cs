using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Wire;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>What every call goes through before anything is done (http-api.md 1.2, 1.3, 4.1), in both encodings.</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class GateTests(SharedSilo silo)
{
    private const string Prefix = "Failed to validate scheduler::Call: ";

    /// <summary>Types of calls whose message is missing, and the message.</summary>
    public static TheoryData<string, string, bool> Messages { get; } = InBoth(
        ("ACCEPT", "accept"), ("DECLINE", "decline"), ("ACCEPT_INVERSE_OFFERS", "accept_inverse_offers"),
        ("DECLINE_INVERSE_OFFERS", "decline_inverse_offers"), ("KILL", "kill"), ("SHUTDOWN", "shutdown"),
        ("ACKNOWLEDGE", "acknowledge"), ("ACKNOWLEDGE_OPERATION_STATUS", "acknowledge_operation_status"),
        ("RECONCILE", "reconcile"), ("RECONCILE_OPERATIONS", "reconcile_operations"), ("MESSAGE", "message"),
        ("REQUEST", "request"), ("UPDATE_FRAMEWORK", "update_framework"));

    /// <summary>Calls without a sub-message, or with one that names nothing there is.</summary>
    public static TheoryData<string, string, bool> Harmless { get; } = InBoth(
        ("REVIVE", ""), ("SUPPRESS", ""),
        ("REVIVE", "\"revive\":{\"roles\":[\"not-mine\"]}"), ("SUPPRESS", "\"suppress\":{\"roles\":[\"a b\"]}"),
        ("DECLINE", "\"decline\":{}"), ("DECLINE", "\"decline\":{\"offer_ids\":[{\"value\":\"nope\"}]}"),
        ("ACCEPT", "\"accept\":{}"), ("ACCEPT_INVERSE_OFFERS", "\"accept_inverse_offers\":{}"),
        ("DECLINE_INVERSE_OFFERS", "\"decline_inverse_offers\":{\"inverse_offer_ids\":[{\"value\":\"nope\"}]}"),
        ("SHUTDOWN", "\"shutdown\":{\"executor_id\":{\"value\":\"e\"},\"agent_id\":{\"value\":\"nope\"}}"),
        ("MESSAGE", "\"message\":{\"agent_id\":{\"value\":\"nope\"},\"executor_id\":{\"value\":\"e\"},\"data\":\"\"}"),
        ("ACKNOWLEDGE", "\"acknowledge\":{\"agent_id\":{\"value\":\"nope\"},\"task_id\":{\"value\":\"t\"},\"uuid\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}"),
        ("ACKNOWLEDGE_OPERATION_STATUS", "\"acknowledge_operation_status\":{\"agent_id\":{\"value\":\"nope\"},\"uuid\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"operation_id\":{\"value\":\"o\"}}"),
        ("REQUEST", "\"request\":{}"), ("RECONCILE", "\"reconcile\":{}"), ("RECONCILE_OPERATIONS", "\"reconcile_operations\":{}"));

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_call_needs_the_message_of_its_type(string type, string field, bool asProtobuf) =>
        (await Framework.Send(silo.Port, $$"""{"type":"{{type}}","framework_id":{"value":"f"} }""", asProtobuf))
            .Is(400, $"{Prefix}Expecting '{field}' to be present");

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_is_dropped_in_silence_is_accepted(string type, string members, bool asProtobuf)
    {
        await using var framework = await Framework.Subscribe(silo.Port, "gates");
        (await framework.Call(type, members, asProtobuf)).IsAccepted();
    }

    [Theory]
    [InlineData("{}", "Expecting 'type' to be present")]
    [InlineData("""{"type":"NOPE"}""", "Expecting 'type' to be present")]
    [InlineData("""{"type":"SUBSCRIBE"}""", "Expecting 'subscribe' to be present")]
    [InlineData("""{"type":"REVIVE"}""", "Expecting 'framework_id' to be present")]
    [InlineData("""{"type":"UNKNOWN"}""", "Expecting 'framework_id' to be present")]
    [InlineData("""{"type":"SUBSCRIBE","framework_id":{"value":"a"},"subscribe":{"framework_info":{"user":"u","name":"n"}}}""", "'framework_id' differs from 'subscribe.framework_info.id'")]
    [InlineData("""{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n","id":{"value":"a"}}}}""", "'framework_id' differs from 'subscribe.framework_info.id'")]
    [InlineData("""{"type":"UPDATE_FRAMEWORK","framework_id":{"value":"a"},"update_framework":{"framework_info":{"user":"u","name":"n"}}}""", "'framework_id' differs from 'update_framework.framework_info.id'")]
    [InlineData("""{"type":"ACKNOWLEDGE","framework_id":{"value":"a"},"acknowledge":{"agent_id":{"value":"x"},"task_id":{"value":"t"},"uuid":"AAAA"}}""", "Not a valid UUID")]
    [InlineData("""{"type":"ACKNOWLEDGE_OPERATION_STATUS","framework_id":{"value":"a"},"acknowledge_operation_status":{"uuid":"AAAA","operation_id":{"value":"o"}}}""", "Not a valid UUID")]
    public async Task A_call_that_is_wrong_says_why_in_both_encodings(string json, string text)
    {
        (await Framework.Send(silo.Port, json, asProtobuf: false)).Is(400, Prefix + text);
        (await Framework.Send(silo.Port, json, asProtobuf: true)).Is(400, Prefix + text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_gates_of_a_framework_stand_in_their_order(bool asProtobuf)
    {
        (await Framework.Send(silo.Port, """{"type":"REVIVE","framework_id":{"value":"nope"}}""", asProtobuf)).Is(400, "Framework cannot be found");
        var framework = await Framework.Subscribe(silo.Port, "gates", failover: 60);
        var revive = $$"""{"type":"REVIVE","framework_id":{"value":"{{framework.Id}}"} }""";
        (await Framework.Send(silo.Port, revive, asProtobuf)).Is(400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        (await Framework.Send(silo.Port, revive, asProtobuf, ("Mesos-Stream-Id", "other"))).Is(
            400, $"The stream ID 'other' included in this request didn't match the stream ID currently associated with framework ID {framework.Id}");
        (await Framework.Send(silo.Port, revive.Replace("REVIVE", "UNKNOWN", StringComparison.Ordinal), asProtobuf, ("Mesos-Stream-Id", "other"))).Is(
            400, $"The stream ID 'other' included in this request didn't match the stream ID currently associated with framework ID {framework.Id}");
        (await framework.Call("UNKNOWN", asProtobuf: asProtobuf)).Is(501, "501 Not Implemented.");
        await framework.DisposeAsync();
        await TestSupport.Eventually.TrueAsync(async () => (await framework.Call("REVIVE")).Status == 403, "the framework is disconnected");
        (await framework.Call("REVIVE", asProtobuf: asProtobuf)).Is(403, "Framework is not subscribed");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Only_POST_is_allowed(string method)
    {
        foreach (var path in (string[])["/api/v1/scheduler", "/master/api/v1/scheduler", "/api/v1"])
        {
            var answer = await Http.Ask(silo.Port, method, path, null);
            answer.Is(405, $"405 Method Not Allowed. Expecting one of {{ 'POST' }}, but received '{method}'.");
            Assert.Equal("POST", answer.Head.Get("Allow"));
        }
    }

    [Fact]
    public async Task A_subscription_names_no_stream() =>
        (await Framework.Send(silo.Port, Framework.SubscribeCall(Framework.Info("gates")), false, ("Mesos-Stream-Id", "x")))
            .Is(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");

    [Theory]
    [InlineData("SUBSCRIBE", "\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\"}}", 406)]
    [InlineData("RECONCILE_OPERATIONS", "\"framework_id\":{\"value\":\"f\"},\"reconcile_operations\":{}", 406)]
    [InlineData("REVIVE", "\"framework_id\":{\"value\":\"f\"}", 400)]
    public async Task Accept_counts_where_something_is_answered(string type, string members, int status)
    {
        var answer = await Framework.Send(silo.Port, $$"""{"type":"{{type}}",{{members}} }""", false, ("Accept", "text/html"));
        answer.Is(status, status == 406
            ? "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'" : "Framework cannot be found");
    }

    private static TheoryData<string, string, bool> InBoth(params (string Type, string Members)[] rows)
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var (type, members) in rows)
        {
            data.Add(type, members, false);
            data.Add(type, members, true);
        }

        return data;
    }
}
