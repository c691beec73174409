using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Wire;

namespace MesosOrleans.Conformance.Tests.Operator;

/// <summary>What a call of the operator API passes before it is looked at (http-api.md 1.2, 9).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class GateTests(SharedSilo silo)
{
    private const string Prefix = "Failed to validate master::Call: ";
    private static readonly byte[] Health = Operators.Encode("""{"type":"GET_HEALTH"}""", asProtobuf: false);

    /// <summary>Types of calls that need a message, and its name.</summary>
    public static TheoryData<string, string, bool> Messages { get; } = Operators.InBoth(((string[])
    [
        "GET_METRICS", "SET_LOGGING_LEVEL", "LIST_FILES", "READ_FILE", "UPDATE_WEIGHTS", "RESERVE_RESOURCES", "UNRESERVE_RESOURCES",
        "CREATE_VOLUMES", "DESTROY_VOLUMES", "GROW_VOLUME", "SHRINK_VOLUME", "UPDATE_MAINTENANCE_SCHEDULE", "START_MAINTENANCE",
        "STOP_MAINTENANCE", "DRAIN_AGENT", "DEACTIVATE_AGENT", "REACTIVATE_AGENT", "UPDATE_QUOTA", "SET_QUOTA", "REMOVE_QUOTA",
        "TEARDOWN", "MARK_AGENT_GONE",
    ]).Select(type => (type, type.ToLowerInvariant())));

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task A_call_needs_the_message_of_its_type(string type, string field, bool asProtobuf) =>
        (await Operators.Ask(silo.Port, type, null, asProtobuf)).Is(400, $"{Prefix}Expecting '{field}' to be present");

    [Theory]
    [InlineData("{}", false)]
    [InlineData("{}", true)]
    [InlineData("""{"type":"NOPE"}""", false)]
    [InlineData("""{"get_metrics":{}}""", true)]
    public async Task A_call_has_a_type(string json, bool asProtobuf) =>
        (await Operators.Ask(silo.Port, json, asProtobuf)).Is(400, Prefix + "Expecting 'type' to be present");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_type_UNKNOWN_is_implemented_by_nobody(bool asProtobuf) =>
        (await Operators.Ask(silo.Port, "UNKNOWN", null, asProtobuf)).Is(501, "501 Not Implemented.");

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/master/api/v1")]
    public async Task Only_POST_is_taken(string path)
    {
        var answer = await Http.Ask(silo.Port, "GET", path, null);
        answer.Is(405, "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
        Assert.Equal("POST", answer.Head.Get("Allow"));
    }

    [Fact]
    public async Task Gates_are_passed_in_their_order()
    {
        const string Accept = "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'";
        (await Http.Ask(silo.Port, "POST", Operators.Path, Health)).Is(400, "Expecting 'Content-Type' to be present");
        (await Http.Ask(silo.Port, "POST", Operators.Path, Health, ("Content-Type", "text/plain"), ("Accept", "text/plain")))
            .Is(415, "Expecting 'Content-Type' of application/json or application/x-protobuf");
        (await Http.Ask(silo.Port, "POST", Operators.Path, "{"u8.ToArray(), ("Content-Type", "application/json"), ("Accept", "text/plain")))
            .Is(400, "Failed to parse body into JSON: syntax error at line 1 near: ");
        (await Http.Ask(silo.Port, "POST", Operators.Path, "{}"u8.ToArray(), ("Content-Type", "application/json"), ("Accept", "text/plain")))
            .Is(400, Prefix + "Expecting 'type' to be present");
        (await Http.Ask(silo.Port, "POST", Operators.Path, Health, ("Content-Type", "application/json"), ("Accept", "text/plain")))
            .Is(406, Accept);

        // Other than for the scheduler API, Accept counts for calls that have no answer too.
        (await Http.Ask(
            silo.Port, "POST", Operators.Path, Operators.Encode("""{"type":"UPDATE_WEIGHTS","update_weights":{}}""", asProtobuf: false),
            ("Content-Type", "application/json"), ("Accept", "text/plain"))).Is(406, Accept);
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("application/x-protobuf;q=0.9, application/json;q=0.1", "application/json")]
    [InlineData("application/json;q=0, application/x-protobuf", "application/x-protobuf")]
    [InlineData(null, "application/json")]
    public async Task JSON_is_answered_whenever_it_is_acceptable(string? accept, string type)
    {
        IReadOnlyList<(string, string)> headers = accept is null ? [] : [("Accept", accept)];
        var answer = await Http.Ask(silo.Port, "POST", Operators.Path, Health, [("Content-Type", "application/json"), .. headers]);
        Assert.Equal((200, type), (answer.Status, answer.Head.Get("Content-Type")));
    }
}
