using MesosOrleans.Conformance.Tests.Hosting;

namespace MesosOrleans.Conformance.Tests.Operator;

/// <summary>Calls that name what is not there, or ask for what cannot be (http-api.md 9, 9.2).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class RefusalTests(SharedSilo silo)
{
    private const string NoAgent = "\"agent_id\":{\"value\":\"nope\"}";
    private const string Machine = """{"hostname":"refused.example","ip":"10.9.9.8"}""";
    private const string Reserved = """{"name":"cpus","type":"SCALAR","scalar":{"value":1},"reservations":[{"type":"DYNAMIC","role":"ops"}]}""";
    private const string Disk = """{"name":"disk","type":"SCALAR","scalar":{"value":1},"reservations":[{"type":"DYNAMIC","role":"ops"}]}""";
    private const string Unavailable = "\"unavailability\":{\"start\":{\"nanoseconds\":1}";

    /// <summary>Type and message of a call, and what it is answered: a status, a space, a text.</summary>
    public static TheoryData<string, string, bool> Calls { get; } = Operators.InBoth(
        (Of("LIST_FILES", "{\"path\":\"/nope\"}"), "404 "),
        (Of("READ_FILE", "{\"path\":\"/nope\",\"offset\":0}"), "404 "),
        (Of("UPDATE_WEIGHTS", "{\"weight_infos\":[{\"role\":\"a\",\"weight\":0}]}"), "400 Failed to validate update weights request JSON for role 'a': Invalid weight '0': Weights must be positive"),
        (Of("UPDATE_WEIGHTS", "{\"weight_infos\":[{\"role\":\"a\",\"weight\":-1}]}"), "400 Failed to validate update weights request JSON for role 'a': Invalid weight '-1': Weights must be positive"),
        (Of("RESERVE_RESOURCES", $"{{{NoAgent},\"resources\":[{Reserved}]}}"), "400 No agent found with specified ID"),
        (Of("UNRESERVE_RESOURCES", $"{{{NoAgent},\"resources\":[{Reserved}]}}"), "400 No agent found with specified ID"),
        (Of("CREATE_VOLUMES", $"{{{NoAgent},\"volumes\":[{Disk}]}}"), "400 No agent found with specified ID"),
        (Of("DESTROY_VOLUMES", $"{{{NoAgent},\"volumes\":[{Disk}]}}"), "400 No agent found with specified ID"),
        (Of("GROW_VOLUME", $"{{{NoAgent},\"volume\":{Disk},\"addition\":{Disk}}}"), "400 No agent found with specified ID"),
        (Of("SHRINK_VOLUME", $"{{{NoAgent},\"volume\":{Disk},\"subtract\":{{\"value\":1}}}}"), "400 No agent found with specified ID"),
        (Of("GROW_VOLUME", $"{{\"volume\":{Disk},\"addition\":{Disk}}}"), "400 Failed to validate master::Call: Expecting 'agent_id' to be present"),
        (Of("RESERVE_RESOURCES", $"{{{NoAgent},\"resources\":[{Reserved.Replace(":1}", ":-1}", StringComparison.Ordinal)}]}}"), "400 Failed to validate master::Call: Resource 'cpus(reservations: [(DYNAMIC,ops)]):-1' is invalid: Invalid scalar resource: value <= 0"),
        (Of("UPDATE_MAINTENANCE_SCHEDULE", $"{{\"schedule\":{{\"windows\":[{{\"machine_ids\":[],{Unavailable}}}}}]}}}}"), "400 List of machines in the maintenance window is empty"),
        (Of("UPDATE_MAINTENANCE_SCHEDULE", $"{{\"schedule\":{{\"windows\":[{{\"machine_ids\":[{{}}],{Unavailable}}}}}]}}}}"), "400 Both 'hostname' and 'ip' for a machine are empty"),
        (Of("UPDATE_MAINTENANCE_SCHEDULE", $"{{\"schedule\":{{\"windows\":[{{\"machine_ids\":[{Machine},{Machine}],{Unavailable}}}}}]}}}}"), $"400 Machine '{Machine}' appears more than once in the schedule"),
        (Of("START_MAINTENANCE", "{\"machines\":[]}"), "400 List of machines is empty"),
        (Of("START_MAINTENANCE", $"{{\"machines\":[{Machine}]}}"), $"400 Machine '{Machine}' is not part of a maintenance schedule"),
        (Of("STOP_MAINTENANCE", $"{{\"machines\":[{Machine}]}}"), $"400 Machine '{Machine}' is not part of a maintenance schedule"),
        (Of("DRAIN_AGENT", $"{{{NoAgent}}}"), "400 Unknown agent"),
        (Of("DEACTIVATE_AGENT", $"{{{NoAgent}}}"), "400 Unknown agent"),
        (Of("REACTIVATE_AGENT", $"{{{NoAgent}}}"), "400 Unknown agent"),
        (Of("MARK_AGENT_GONE", $"{{{NoAgent}}}"), "404 Agent 'nope' not found"),
        (Of("TEARDOWN", "{\"framework_id\":{\"value\":\"nope\"}}"), "400 No framework found with specified ID"),
        (Of("UPDATE_QUOTA", "{\"quota_configs\":[{\"role\":\"a/b\",\"limits\":{\"cpus\":{\"value\":1}}}]}"), "400 Updating quota on nested role 'a/b' is not supported yet"),
        (Of("UPDATE_QUOTA", "{\"quota_configs\":[{\"role\":\"q\",\"limits\":{\"cpus\":{\"value\":-1}}}]}"), "400 Invalid QuotaConfig: Invalid limit configuration {'cpus': -1}: Negative values not supported"),
        (Of("UPDATE_QUOTA", "{\"quota_configs\":[{\"role\":\"q\",\"guarantees\":{\"cpus\":{\"value\":5}},\"limits\":{\"cpus\":{\"value\":2}}}]}"), "400 Invalid QuotaConfig: 'QuotaConfig.guarantees' { cpus: 5 } is not contained within the 'QuotaConfig.limits' { cpus: 2 }"));

    /// <summary>Calls whose JSON cannot be that of a call.</summary>
    public static TheoryData<string, string> Texts { get; } = new()
    {
        { Of("DRAIN_AGENT", $"{{{NoAgent},\"max_grace_period\":\"2s\"}}"), "Failed to convert JSON into Call protobuf: Not expecting a JSON string for field 'max_grace_period'" },
        { Of("MARK_AGENT_GONE", "{}"), "Failed to convert JSON into Call protobuf: Missing required fields: mark_agent_gone.agent_id" },
        { Of("READ_FILE", "{\"path\":\"/master/log\"}"), "Failed to convert JSON into Call protobuf: Missing required fields: read_file.offset" },
        { Of("TEARDOWN", "{\"framework_id\":\"f\"}"), "Failed to convert JSON into Call protobuf: Not expecting a JSON string for field 'framework_id'" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Is_refused(string call, string answer, bool asProtobuf) =>
        Assert.Equal(answer, await Operators.Ask(silo.Port, call, asProtobuf) is var refused ? $"{refused.Status} {refused.Text}" : "");

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Is_no_call(string call, string text) => (await Operators.Ask(silo.Port, call, asProtobuf: false)).Is(400, text);

    private static string Of(string type, string message) => Operators.Call(type, message);
}
